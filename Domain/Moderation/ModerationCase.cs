using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace PromptGrid.Domain.Moderation;

/// <summary>Everything that moderators know of one prompt. Document id: <c>moderation/{promptId}</c>; written by the prompt's
/// own grain, in one transaction with the prompt.</summary>
public sealed record ModerationCase
{
    public required string PromptId { get; init; }

    /// <summary>Counts how often open reports were closed, from 1: who reported in an earlier round may report again.</summary>
    public int Round { get; init; } = 1;

    /// <summary>How many open reports there are by reason.</summary>
    public ImmutableSortedDictionary<string, int> OpenReasons { get; init => field = value ?? ImmutableSortedDictionary<string, int>.Empty; } = ImmutableSortedDictionary<string, int>.Empty;

    /// <summary>Open reports, oldest first, at most <see cref="ModerationLimits.ReportsKept"/>.</summary>
    public ImmutableArray<PromptReport> Reports { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The owner's appeal that nobody has answered.</summary>
    public ModerationAppeal? Appeal { get; init; }

    /// <summary>The last decision that was appealed: each can be once.</summary>
    public int AppealedDecision { get; init; }

    /// <summary>The latest decisions, oldest first.</summary>
    public ImmutableArray<ModerationDecision> Decisions { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How many decisions there were.</summary>
    public int DecisionCount { get; init; }

    /// <summary>How many entries of the audit trail there are about this prompt.</summary>
    public int AuditCount { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    [JsonIgnore]
    public int OpenReports => OpenReasons.Values.Sum();

    [JsonIgnore]
    public bool IsOpen => OpenReports > 0 || Appeal is not null;

    public static string IdOf(string promptId) => "moderation/" + promptId;

    /// <summary>What a user's edge leads to who has an open report on the prompt.</summary>
    [JsonIgnore]
    public string ReportTarget => string.Create(CultureInfo.InvariantCulture, $"{PromptId}#{Round}");
}

/// <summary>One report.</summary>
/// <param name="ReporterId">Null once that account was deleted.</param>
public sealed record PromptReport(string? ReporterId, string Reason, string? Note, DateTimeOffset At);

/// <summary>What the owner says against a decision.</summary>
public sealed record ModerationAppeal(int Decision, string Text, DateTimeOffset At);

/// <summary>One decision of a moderator.</summary>
public sealed record ModerationDecision(int Number, string Action, string? Reason, string ModeratorId, DateTimeOffset At);

/// <summary>One entry of the audit trail, never changed. Document id: <c>audit/{subject}/{number}</c>.</summary>
/// <param name="Subject">The prompt, or what else was moderated.</param>
/// <param name="ActorId">Who did it; null for a report, whose reporter stands in the case as long as it is open.</param>
/// <param name="Reason">The moderator's reason, or the reporter's.</param>
public sealed record ModerationAuditEntry(string Id, string Subject, string Action, string? ActorId, string? Reason, int? Decision, DateTimeOffset At)
{
    public static string IdOf(string subject, int number) => string.Create(CultureInfo.InvariantCulture, $"audit/{subject}/{number}");
}

/// <summary>Kinds of edges around moderation, and where they lead.</summary>
public static class ModerationEdges
{
    /// <summary>user → <see cref="ModerationCase.ReportTarget"/>.</summary>
    public const string Report = "report";

    /// <summary>entry → <see cref="Desk"/>.</summary>
    public const string Audit = "audit";

    /// <summary>prompt → <see cref="Desk"/>, by what waits there.</summary>
    public const string Open = "case-open";

    public const string Appealed = "case-appealed";
    public const string Hidden = "case-hidden";
    public const string Closed = "case-closed";

    /// <summary>The other end of every edge of cases and of the audit trail.</summary>
    public const string Desk = "moderation";
}
