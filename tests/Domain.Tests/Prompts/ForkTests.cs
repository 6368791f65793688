using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class ForkTests
{
    private const string ForkId = "prm_7zzzzzzzzzzzzzzzzzzzzzzzzz";

    private static readonly PromptDocument Source = Edit(Publish(Full), new PromptDraft { Content = "Second {{text}}" }, "content") with
    {
        ImportIdentity = "fabric#1",
        ForkedFrom = new ForkSource("prm_root", 9, "sha256:root", "root", "root-slug"),
    };

    [Fact]
    public void A_fork_says_the_same_under_a_new_owner_and_starts_at_version_one()
    {
        var fork = Fork(new PromptDraft());
        Assert.Equal((ForkId, OtherId, Later, Later), (fork.Id, fork.OwnerId, fork.CreatedAt, fork.UpdatedAt));
        Assert.Equal(new PromptVersion(1, "1.0.0", null, Later, Source.Version.ContentHash), fork.Version);
        Assert.Equal(Source.Version.ContentHash, PromptRules.HashOf(fork));
        Assert.Equal((Source.Title, Source.Content, Source.Type, Source.Category), (fork.Title, fork.Content, fork.Type, fork.Category));
        Assert.Equal(Source.Tags, fork.Tags);
    }

    [Fact]
    public void The_lineage_names_the_exact_version_of_the_direct_source() =>
        Assert.Equal(new ForkSource(PromptId, 2, Source.Version.ContentHash, "ann", "creme"), Fork(new PromptDraft()).ForkedFrom);

    [Fact]
    public void What_belongs_to_the_source_alone_does_not_come_along()
    {
        var fork = Fork(new PromptDraft());
        Assert.Null(fork.ImportIdentity);
        Assert.Null(fork.Origin);
        Assert.Null(fork.Version.Note);
        Assert.Equal("creme-brulee", fork.Slug);
    }

    [Fact]
    public void Title_slug_and_visibility_may_change_and_nothing_else()
    {
        var fork = Fork(EditTests.Changed with { Title = "  Mine ", Slug = "mine", Visibility = "private" });
        Assert.Equal(("Mine", "mine", "private"), (fork.Title, fork.Slug, fork.Visibility));
        Assert.Equal((Source.Content, Source.License, Source.Type), (fork.Content, fork.License, fork.Type));
        Assert.Equal("mine", Fork(new PromptDraft { Title = "Mine" }).Slug);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("unlisted")]
    [InlineData("private")]
    public void A_fork_is_as_visible_as_its_source_unless_it_says_otherwise(string visibility)
    {
        var source = Source with { Visibility = visibility };
        Assert.Equal(visibility, Accepted(PromptRules.Fork(source, "ann", ForkId, OtherId, new PromptDraft(), Later)).Visibility);
        Assert.Equal("public", Accepted(PromptRules.Fork(source, "ann", ForkId, OtherId, new PromptDraft { Visibility = "public" }, Later)).Visibility);
    }

    [Fact]
    public void Bad_changes_are_refused()
    {
        Refused(TryFork(new PromptDraft { Title = " " }), "title");
        Refused(TryFork(new PromptDraft { Title = new string('a', 201) }), "title");
        Refused(TryFork(new PromptDraft { Title = "a\0" }), "title");
        Refused(TryFork(new PromptDraft { Slug = "No Slug" }), "slug");
        Refused(TryFork(new PromptDraft { Visibility = "secret" }), "visibility");
    }

    [Fact]
    public void A_deleted_prompt_cannot_be_forked()
    {
        Assert.False(PromptRules.Fork(PromptRules.Delete(Source, Now), "ann", ForkId, OtherId, new PromptDraft { Title = "Mine" }, Later).TryGet(out _, out var failure));
        Assert.Equal(FailureCode.NotFound, failure!.Code);
    }

    [Fact]
    public void A_fork_of_a_fork_names_the_fork()
    {
        var fork = Fork(new PromptDraft());
        var second = Accepted(PromptRules.Fork(fork, "bob", PromptId, OwnerId, new PromptDraft(), Later));
        Assert.Equal(new ForkSource(ForkId, 1, fork.Version.ContentHash, "bob", fork.Slug), second.ForkedFrom);
    }

    private static Result<PromptDocument> TryFork(PromptDraft changes) => PromptRules.Fork(Source, "ann", ForkId, OtherId, changes, Later);

    private static PromptDocument Fork(PromptDraft changes) => Accepted(TryFork(changes));
}
