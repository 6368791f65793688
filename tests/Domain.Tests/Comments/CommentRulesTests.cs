using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Comments;

public sealed class CommentRulesTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CommentDocument Comment(int depth = 0) => new() { Id = "cmt_1", PromptId = "prm_1", AuthorId = "usr_1", Depth = depth, Body = "said", CreatedAt = At };

    private static Failure? Refusal(string? body, string? parentId = null, CommentDocument? parent = null) =>
        CommentRules.Write("cmt_2", "prm_1", "usr_2", body, parentId, parent, At).Failure;

    [Fact]
    public void An_answer_stands_one_level_below_what_it_answers()
    {
        Assert.True(CommentRules.Write("cmt_2", "prm_1", "usr_2", "so", "cmt_1", Comment(3), At).TryGet(out var answer, out _));
        Assert.Equal(("cmt_1", 4, "so"), (answer.ParentId, answer.Depth, answer.Body));
    }

    [Fact]
    public void A_body_has_one_to_ten_thousand_characters_of_text()
    {
        Assert.Null(Refusal("x"));
        Assert.Null(Refusal(new string('x', 10_000)));
        foreach (var body in (string?[])[null, "", " \n", new string('x', 10_001), "\0", "\ud800"]) Assert.Contains("body", Refusal(body)!.Errors!.Keys);
    }

    [Fact]
    public void Only_a_standing_comment_of_the_same_prompt_that_is_not_too_deep_can_be_answered()
    {
        Assert.Null(Refusal("x", "cmt_1", Comment(CommentRules.DepthMax - 1)));
        foreach (var parent in (CommentDocument?[])[null, Comment() with { PromptId = "prm_2" }, CommentRules.Delete(Comment(), At), Comment(CommentRules.DepthMax)])
        {
            Assert.Contains("parentId", Refusal("x", "cmt_1", parent)!.Errors!.Keys);
        }
    }

    [Fact]
    public void A_tombstone_keeps_the_place_and_nothing_that_was_said()
    {
        var tombstone = CommentRules.Delete(Comment(2), At);
        Assert.Equal((null, At, "usr_1", 2), (tombstone.Body, tombstone.DeletedAt, tombstone.AuthorId, tombstone.Depth));
        var erased = CommentRules.Erase(tombstone, At.AddDays(1));
        Assert.Equal((null, At, null), (erased.Body, erased.DeletedAt, erased.AuthorId));
    }
}
