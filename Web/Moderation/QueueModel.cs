namespace PromptGrid.Web.Moderation;

/// <summary>The moderators' desk.</summary>
/// <param name="State"><c>open</c>, <c>appealed</c>, <c>hidden</c> or <c>closed</c>.</param>
/// <param name="Error">Why the last action was refused, in the page's language.</param>
public sealed record QueueModel(string State, IReadOnlyList<CaseModel> Cases, string? NextCursor, string? Error);

/// <summary>A prompt with what was said and decided about it.</summary>
/// <param name="Title">Null for one that is deleted or private.</param>
/// <param name="State"><c>visible</c>, <c>hidden</c> or <c>deleted</c>.</param>
public sealed record CaseModel(
    string PromptId, string? Title, string? Url, string? Author, string? Type, string? Excerpt, string State, bool IsFeatured, int Reports,
    IReadOnlyList<(string Reason, int Count)> Reasons, IReadOnlyList<CaseReport> Latest, string? Appeal, IReadOnlyList<CaseDecision> Decisions, DateTimeOffset? UpdatedAt);

/// <param name="Reporter">A handle; null when that account is gone.</param>
public sealed record CaseReport(string Reason, string? Note, string? Reporter, DateTimeOffset At);

public sealed record CaseDecision(string Action, string? Reason, string Moderator, DateTimeOffset At);
