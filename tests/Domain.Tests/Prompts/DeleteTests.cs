using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class DeleteTests
{
    [Fact]
    public void None_of_the_text_is_left()
    {
        const string mark = "secretmark";
        var prompt = Publish(new PromptDraft
        {
            Title = mark,
            Description = mark,
            Type = "chat",
            SubType = mark,
            Content = $"{mark} {{{{{mark}}}}}",
            Slug = mark,
            Messages = [new PromptMessage("user", mark)],
            Parameters = new($"{{\"{mark}\":\"{mark}\"}}"),
            Variables = [new PromptVariable(mark, Default: new($"\"{mark}\""), Description: mark)],
            Tags = [mark],
            Models = [mark],
            Category = mark,
            License = mark,
            Language = mark,
            Example = new PromptExample(mark, $"https://a.example/{mark}"),
            Note = mark,
            Origin = new PromptOrigin(mark, mark, mark),
        }) with
        { ImportIdentity = mark };
        Assert.Equal(24, Json(prompt).Split(mark).Length - 1);
        Assert.DoesNotContain(mark, Json(PromptRules.Delete(prompt, Later)), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_what_kind_and_where_from_are_left()
    {
        var source = new ForkSource("prm_source", 2, "sha256:0", "ann", "creme");
        var prompt = Publish(Full) with { ForkedFrom = source };
        var tombstone = PromptRules.Delete(prompt, Later);
        Assert.Equal((prompt.Id, prompt.OwnerId, prompt.Type, prompt.CreatedAt, source), (tombstone.Id, tombstone.OwnerId, tombstone.Type, tombstone.CreatedAt, tombstone.ForkedFrom));
        Assert.Equal((prompt.Version.Number, prompt.Version.ContentHash), (tombstone.Version.Number, tombstone.Version.ContentHash));
        Assert.Equal((Later, Later), (tombstone.DeletedAt, tombstone.UpdatedAt));
    }

    [Fact]
    public void A_deleted_prompt_is_in_no_list()
    {
        var prompt = Publish();
        Assert.True(prompt.IsListed);
        var tombstone = PromptRules.Delete(prompt, Later);
        Assert.True(tombstone.IsDeleted);
        Assert.False(tombstone.IsListed);
    }
}
