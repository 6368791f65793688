namespace PromptGrid.Domain.Moderation;

/// <summary>The limits of moderation. Lengths are in UTF-16 units.</summary>
public static class ModerationLimits
{
    public const int NoteLength = 1_000;
    public const int ReasonLength = 1_000;
    public const int AppealLength = 2_000;

    /// <summary>Reports that are kept word by word while a case is open; further ones are counted by reason.</summary>
    public const int ReportsKept = 100;

    /// <summary>Decisions that a case remembers; the audit trail has them all.</summary>
    public const int DecisionsKept = 20;

    /// <summary>Prompts that may be featured at once.</summary>
    public const int Featured = 200;
}
