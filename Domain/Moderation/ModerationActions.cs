using System.Collections.Immutable;

namespace PromptGrid.Domain.Moderation;

/// <summary>What moderators can do to a prompt, and what else the audit trail tells of it.</summary>
public static class ModerationActions
{
    /// <summary>Only the owner and moderators see it. Needs a reason, which the owner is told.</summary>
    public const string Hide = "hide";

    /// <summary>Takes hiding back.</summary>
    public const string Restore = "restore";

    /// <summary>Deletes it for good, as its owner could.</summary>
    public const string Delete = "delete";

    public const string Feature = "feature";
    public const string Unfeature = "unfeature";

    /// <summary>Closes the reports and the appeal; the prompt stays as it is.</summary>
    public const string Dismiss = "dismiss";

    /// <summary>In the audit trail: somebody reported the prompt.</summary>
    public const string Reported = "reported";

    /// <summary>In the audit trail: the owner appealed.</summary>
    public const string Appealed = "appealed";

    /// <summary>In the audit trail: the owner deleted the prompt while the case was open.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>What can be asked for.</summary>
    public static readonly ImmutableArray<string> All = [Hide, Restore, Delete, Feature, Unfeature, Dismiss];
}
