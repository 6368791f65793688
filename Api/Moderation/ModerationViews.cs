using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Moderation;

public sealed record ReportRequest(string? Reason, string? Note);

public sealed record AppealRequest(string? Text);

public sealed record ModerateRequest(string? Action, string? Reason);

/// <summary>A report as its sender sees it.</summary>
public sealed record ReportView(string PromptId, string Reason, string? Note, DateTimeOffset At);

/// <param name="Decision">The decision that is appealed.</param>
public sealed record AppealView(string PromptId, int Decision, string Text, DateTimeOffset At);

/// <summary>A decision that was made.</summary>
public sealed record DecisionView(string PromptId, string Action, int Decision, DateTimeOffset At);

/// <summary>What moderators decided, for the owner and for moderators.</summary>
/// <param name="State"><c>hidden</c>, <c>restored</c> or <c>deleted</c>.</param>
public sealed record ModerationView(string State, string? Reason, DateTimeOffset At)
{
    public static ModerationView? Of(PromptDocument prompt) => prompt.Moderation is { } m ? new ModerationView(m.State, m.Reason, m.At) : null;
}

/// <summary>What moderators decided on a prompt, and what its owner may still do.</summary>
/// <param name="Moderation">Null when nothing was decided.</param>
/// <param name="CanAppeal">True while the prompt is hidden by a decision that was not appealed.</param>
/// <param name="Appeal">An appeal that waits for an answer.</param>
public sealed record ModerationStatusView(string PromptId, ModerationView? Moderation, bool CanAppeal, AppealView? Appeal);

/// <summary>A prompt on the moderators' desk.</summary>
/// <param name="Prompt">Null for one that is deleted, or private.</param>
/// <param name="State"><c>visible</c>, <c>hidden</c> or <c>deleted</c>.</param>
/// <param name="Featured">True while it is featured.</param>
/// <param name="Reports">How many open reports there are.</param>
/// <param name="Reasons">How many by reason, most first.</param>
/// <param name="Latest">The open reports, latest first, at most 10.</param>
/// <param name="Decisions">What was decided before, latest first.</param>
public sealed record CaseView(
    string PromptId,
    PromptView? Prompt,
    string State,
    bool Featured,
    int Reports,
    IReadOnlyList<ReasonCountView> Reasons,
    IReadOnlyList<CaseReportView> Latest,
    AppealView? Appeal,
    IReadOnlyList<CaseDecisionView> Decisions,
    DateTimeOffset? UpdatedAt);

public sealed record ReasonCountView(string Reason, int Count);

/// <param name="Reporter">Absent when that account is gone.</param>
public sealed record CaseReportView(string Reason, string? Note, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OwnerView? Reporter);

public sealed record CaseDecisionView(int Number, string Action, string? Reason, OwnerView Moderator, DateTimeOffset At);

/// <summary>A line of the audit trail.</summary>
/// <param name="Subject">The prompt, or what else was moderated.</param>
/// <param name="Actor">Absent for reports.</param>
public sealed record AuditEntryView(string Subject, string Action, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] OwnerView? Actor, string? Reason, int? Decision, DateTimeOffset At);
