using System.Collections.Frozen;

namespace PromptGrid.Domain.Prompts;

/// <summary>The modalities of prompts.</summary>
public static class PromptTypes
{
    public const string Text = "text";
    public const string Chat = "chat";
    public const string Code = "code";
    public const string Image = "image";
    public const string Audio = "audio";
    public const string Video = "video";
    public const string Structured = "structured";
    public const string Skill = "skill";

    public static readonly IReadOnlyList<string> All = [Text, Chat, Code, Image, Audio, Video, Structured, Skill];

    private static readonly FrozenSet<string> Known = All.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsKnown(string? type) => type is not null && Known.Contains(type);
}

/// <summary>Who may see a prompt.</summary>
public static class Visibilities
{
    /// <summary>Everyone; listed, searched and ranked.</summary>
    public const string Public = "public";

    /// <summary>Everyone who has the link; in no list.</summary>
    public const string Unlisted = "unlisted";

    /// <summary>The owner alone.</summary>
    public const string Private = "private";

    public static bool IsKnown(string? visibility) => visibility is Public or Unlisted or Private;
}
