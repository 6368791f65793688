using System.Collections.Immutable;

namespace PromptGrid.Domain.Moderation;

/// <summary>Why somebody reports a prompt.</summary>
public static class ReportReasons
{
    public static readonly ImmutableArray<string> All = ["spam", "abuse", "sexual", "violence", "illegal", "malware", "copyright", "privacy", "other"];
}
