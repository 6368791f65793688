namespace PromptGrid.Domain.Prompts;

/// <summary>The latest decision of moderators that changed who may see a prompt.</summary>
/// <param name="State">See <see cref="ModerationStates"/>.</param>
/// <param name="Reason">For the owner.</param>
/// <param name="Decision">Counts the decisions on this prompt, from 1.</param>
public sealed record PromptModeration(string State, string? Reason, DateTimeOffset At, int Decision);

/// <summary>What became of a prompt by a decision.</summary>
public static class ModerationStates
{
    public const string Hidden = "hidden";
    public const string Restored = "restored";
    public const string Deleted = "deleted";
}
