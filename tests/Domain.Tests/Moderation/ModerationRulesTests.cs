using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Prompts;

namespace PromptGrid.Domain.Tests.Moderation;

public sealed class ModerationRulesTests
{
    private const string Moderator = "usr_1zzzzzzzzzzzzzzzzzzzzzzzzz";

    private static readonly ModerationCase Empty = new() { PromptId = Samples.PromptId };

    private static (PromptDocument Prompt, ModerationCase Case) Decide(ModerationCase state, PromptDocument prompt, string action, string? reason = "Because.") =>
        Samples.Accepted(ModerationRules.Decide(state, prompt, Moderator, action, reason, Samples.Later));

    [Fact]
    public void Hiding_unlists_and_unfeatures_and_restoring_lists_again()
    {
        var featured = Decide(Empty, Samples.Publish(), ModerationActions.Feature);
        Assert.Equal(Samples.Later, featured.Prompt.FeaturedAt);
        var hidden = Decide(featured.Case, featured.Prompt, ModerationActions.Hide);
        Assert.Equal((true, false, null), (hidden.Prompt.IsHidden, hidden.Prompt.IsListed, hidden.Prompt.FeaturedAt));
        Assert.Equal(new PromptModeration("hidden", "Because.", Samples.Later, 2), hidden.Prompt.Moderation);
        var restored = Decide(hidden.Case, hidden.Prompt, ModerationActions.Restore, null);
        Assert.Equal((false, true), (restored.Prompt.IsHidden, restored.Prompt.IsListed));
        Assert.Equal(new PromptModeration("restored", null, Samples.Later, 3), restored.Prompt.Moderation);
        Assert.Equal([1, 2, 3], restored.Case.Decisions.Select(d => d.Number));
    }

    [Fact]
    public void Decisions_about_who_may_see_it_close_what_is_open_and_featuring_does_not()
    {
        var reported = Samples.Accepted(ModerationRules.Report(Empty, Samples.Publish(), Samples.OtherId, "spam", " ", Samples.Now));
        Assert.Equal((1, true, 1), (reported.OpenReports, reported.IsOpen, reported.Round));
        Assert.Null(reported.Reports[0].Note);
        Assert.Equal((1, 1), (Decide(reported, Samples.Publish(), ModerationActions.Feature).Case.OpenReports, Decide(reported, Samples.Publish(), ModerationActions.Feature).Case.Round));
        foreach (var action in (string[])[ModerationActions.Hide, ModerationActions.Delete, ModerationActions.Dismiss])
        {
            var closed = Decide(reported, Samples.Publish(), action).Case;
            Assert.Equal((0, false, 2), (closed.OpenReports, closed.IsOpen, closed.Round));
        }
    }

    [Fact]
    public void Reports_past_the_kept_ones_are_counted()
    {
        var state = Empty;
        for (var i = 0; i < ModerationLimits.ReportsKept + 5; i++) state = Samples.Accepted(ModerationRules.Report(state, Samples.Publish(), $"usr_{i}", i % 2 == 0 ? "spam" : "abuse", null, Samples.Now));
        Assert.Equal((ModerationLimits.ReportsKept, ModerationLimits.ReportsKept + 5), (state.Reports.Length, state.OpenReports));
        Assert.Equal(53, state.OpenReasons["spam"]);
    }

    [Fact]
    public void A_decision_is_appealed_once()
    {
        var hidden = Decide(Empty, Samples.Publish(), ModerationActions.Hide);
        var appealed = Samples.Accepted(ModerationRules.Appeal(hidden.Case, hidden.Prompt, " No. ", Samples.Later));
        Assert.Equal(new ModerationAppeal(1, "No.", Samples.Later), appealed.Appeal);
        Assert.Equal(FailureCode.Conflict, ModerationRules.Appeal(appealed, hidden.Prompt, "No!", Samples.Later).Failure!.Code);
        var dismissed = Decide(appealed, hidden.Prompt, ModerationActions.Dismiss);
        Assert.Same(hidden.Prompt, dismissed.Prompt);
        Assert.Equal(FailureCode.Conflict, ModerationRules.Appeal(dismissed.Case, dismissed.Prompt, "No!", Samples.Later).Failure!.Code);
        var again = Decide(Decide(dismissed.Case, dismissed.Prompt, ModerationActions.Restore).Case, Samples.Publish(), ModerationActions.Hide);
        Assert.Equal(again.Prompt.Moderation!.Decision, Samples.Accepted(ModerationRules.Appeal(again.Case, again.Prompt, "No!", Samples.Later)).Appeal!.Decision);
    }

    [Fact]
    public void The_desk_lists_what_waits_and_what_is_hidden()
    {
        var prompt = Samples.Publish();
        Assert.Empty(ModerationRules.Lists(null, prompt));
        var reported = Samples.Accepted(ModerationRules.Report(Empty, prompt, Samples.OtherId, "spam", null, Samples.Now));
        Assert.Equal([ModerationEdges.Open], ModerationRules.Lists(reported, prompt));
        var hidden = Decide(reported, prompt, ModerationActions.Hide);
        Assert.Equal([ModerationEdges.Closed, ModerationEdges.Hidden], ModerationRules.Lists(hidden.Case, hidden.Prompt).Order());
        var appealed = Samples.Accepted(ModerationRules.Appeal(hidden.Case, hidden.Prompt, "No.", Samples.Later));
        Assert.Equal([ModerationEdges.Appealed, ModerationEdges.Hidden, ModerationEdges.Open], ModerationRules.Lists(appealed, hidden.Prompt).Order());
        var deleted = Decide(appealed, hidden.Prompt, ModerationActions.Delete);
        Assert.Equal([ModerationEdges.Closed], ModerationRules.Lists(deleted.Case, deleted.Prompt));
    }

    [Fact]
    public void Deleting_leaves_a_tombstone_that_says_why()
    {
        var deleted = Decide(Empty, Samples.Publish(), ModerationActions.Delete).Prompt;
        Assert.Equal((true, "", "deleted"), (deleted.IsDeleted, deleted.Content, deleted.Moderation!.State));
        Assert.Equal(FailureCode.NotFound, ModerationRules.Decide(Empty, deleted, Moderator, ModerationActions.Restore, null, Samples.Later).Failure!.Code);
    }

    [Fact]
    public void A_reporter_can_be_forgotten()
    {
        var state = Samples.Accepted(ModerationRules.Report(Empty, Samples.Publish(), Samples.OtherId, "spam", "note", Samples.Now));
        var forgotten = ModerationRules.ForgetReporter(state, Samples.OtherId);
        Assert.Equal([new PromptReport(null, "spam", null, Samples.Now)], forgotten.Reports.AsEnumerable());
        Assert.Equal(1, forgotten.OpenReports);
    }

    [Fact]
    public void A_fork_of_a_featured_prompt_is_neither_featured_nor_moderated()
    {
        var featured = Decide(Empty, Samples.Publish(), ModerationActions.Feature).Prompt with { Moderation = new PromptModeration("restored", "x", Samples.Now, 1) };
        var fork = Samples.Accepted(PromptRules.Fork(featured, "ann", "prm_7zzzzzzzzzzzzzzzzzzzzzzzzz", Samples.OtherId, new PromptDraft(), Samples.Later));
        Assert.Equal((null, null), (fork.Moderation, fork.FeaturedAt));
        var hidden = Decide(Empty, Samples.Publish(), ModerationActions.Hide).Prompt;
        Assert.Equal(FailureCode.Forbidden, PromptRules.Fork(hidden, "ann", "prm_7zzzzzzzzzzzzzzzzzzzzzzzzz", Samples.OwnerId, new PromptDraft(), Samples.Later).Failure!.Code);
    }
}
