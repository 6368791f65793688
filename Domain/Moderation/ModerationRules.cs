using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Moderation;

/// <summary>Decides what becomes of a prompt and its case. Pure.</summary>
public static class ModerationRules
{
    /// <summary>The case with one more report. That the reporter has no open one is for the committer to see.</summary>
    public static Result<ModerationCase> Report(ModerationCase state, PromptDocument prompt, string reporterId, string? reason, string? note, DateTimeOffset now)
    {
        if (prompt.OwnerId == reporterId) return new Failure(FailureCode.Forbidden, "Nobody reports a prompt of their own.");
        var errors = new ValidationErrors();
        if (reason is null || !ReportReasons.All.Contains(reason)) errors.Add("reason", $"must be one of {string.Join(", ", ReportReasons.All)}");
        TextRules.Check(errors, "note", note, ModerationLimits.NoteLength);
        if (errors.ToFailure() is { } failure) return failure;
        return state with
        {
            Reports = state.Reports.Length < ModerationLimits.ReportsKept ? state.Reports.Add(new PromptReport(reporterId, reason!, Blank(note), now)) : state.Reports,
            OpenReasons = state.OpenReasons.SetItem(reason!, state.OpenReasons.GetValueOrDefault(reason!) + 1),
            UpdatedAt = now,
        };
    }

    /// <summary>The owner's word against the decision that hid the prompt; once per decision.</summary>
    public static Result<ModerationCase> Appeal(ModerationCase state, PromptDocument prompt, string? text, DateTimeOffset now)
    {
        if (!prompt.IsHidden) return new Failure(FailureCode.Conflict, "There is no decision to appeal against.");
        var decision = prompt.Moderation!.Decision;
        if (state.AppealedDecision == decision) return new Failure(FailureCode.Conflict, "This decision was appealed before; moderators answer by a new one.");
        var errors = new ValidationErrors();
        TextRules.Check(errors, "text", text, ModerationLimits.AppealLength, required: true);
        if (errors.ToFailure() is { } failure) return failure;
        return state with { Appeal = new ModerationAppeal(decision, text!.Trim(), now), AppealedDecision = decision, UpdatedAt = now };
    }

    /// <summary>Prompt and case after a moderator's decision. Deciding on who may see the prompt answers all open reports and
    /// the appeal; featuring leaves them open.</summary>
    public static Result<(PromptDocument Prompt, ModerationCase Case)> Decide(ModerationCase state, PromptDocument prompt, string moderatorId, string? action, string? reason, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        if (action is null || !ModerationActions.All.Contains(action)) errors.Add("action", $"must be one of {string.Join(", ", ModerationActions.All)}");
        TextRules.Check(errors, "reason", reason, ModerationLimits.ReasonLength, required: action is ModerationActions.Hide or ModerationActions.Delete);
        if (errors.ToFailure() is { } failure) return failure;
        if (prompt.IsDeleted && action != ModerationActions.Dismiss) return Failure.NotFound("prompt");

        reason = Blank(reason);
        var number = state.DecisionCount + 1;
        PromptModeration Now(string became) => new(became, reason, now, number);
        PromptDocument? after = action switch
        {
            ModerationActions.Hide => prompt.IsHidden ? null : prompt with { Moderation = Now(ModerationStates.Hidden), FeaturedAt = null },
            ModerationActions.Restore => prompt.IsHidden ? prompt with { Moderation = Now(ModerationStates.Restored) } : null,
            ModerationActions.Delete => PromptRules.Delete(prompt, now) with { Moderation = Now(ModerationStates.Deleted) },
            ModerationActions.Feature => prompt is { IsListed: true, FeaturedAt: null } ? prompt with { FeaturedAt = now } : null,
            ModerationActions.Unfeature => prompt.FeaturedAt is null ? null : prompt with { FeaturedAt = null },
            _ => state.IsOpen ? prompt : null,
        };
        if (after is null) return new Failure(FailureCode.Conflict, Refusal(action!));

        var decided = state with
        {
            Decisions = [.. state.Decisions.TakeLast(ModerationLimits.DecisionsKept - 1), new ModerationDecision(number, action!, reason, moderatorId, now)],
            DecisionCount = number,
            UpdatedAt = now,
        };
        return (after, action is ModerationActions.Feature or ModerationActions.Unfeature ? decided : Close(decided));
    }

    /// <summary>The case of a prompt that its owner deleted: nothing is left to decide.</summary>
    public static ModerationCase Withdraw(ModerationCase state, DateTimeOffset now) => Close(state) with { UpdatedAt = now };

    /// <summary>The case without a reporter's id and words; that somebody reported it, and why, stays.</summary>
    public static ModerationCase ForgetReporter(ModerationCase state, string userId) =>
        state with { Reports = [.. state.Reports.Select(r => r.ReporterId == userId ? r with { ReporterId = null, Note = null } : r)] };

    /// <summary>The lists on the moderators' desk in which the case stands.</summary>
    public static ImmutableHashSet<string> Lists(ModerationCase? state, PromptDocument? prompt)
    {
        if (state is null) return [];
        var lists = ImmutableHashSet.Create(StringComparer.Ordinal, state.IsOpen ? ModerationEdges.Open : ModerationEdges.Closed);
        if (state.Appeal is not null) lists = lists.Add(ModerationEdges.Appealed);
        return prompt is { IsHidden: true, IsDeleted: false } ? lists.Add(ModerationEdges.Hidden) : lists;
    }

    private static ModerationCase Close(ModerationCase state) => state.IsOpen
        ? state with { Round = state.Round + 1, OpenReasons = ImmutableSortedDictionary<string, int>.Empty, Reports = [], Appeal = null }
        : state;

    private static string Refusal(string action) => action switch
    {
        ModerationActions.Hide => "The prompt is hidden already.",
        ModerationActions.Restore => "The prompt is not hidden.",
        ModerationActions.Feature => "Only a listed prompt that is not featured yet can be featured.",
        ModerationActions.Unfeature => "The prompt is not featured.",
        _ => "There is nothing open to dismiss.",
    };

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
