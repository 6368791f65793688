using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task Titles_are_suggested_by_the_beginning_of_any_word_most_liked_first()
    {
        await Write(Prompt("p1", "Linux Terminal", likes: 5), Prompt("p2", "Terminal tricks", likes: 9), Prompt("p3", "Castle", "terminal"));
        var suggestions = await Index.SuggestAsync("term", 10);
        Assert.Equal([("p2", "Terminal tricks"), ("p1", "Linux Terminal")], suggestions.Select(s => (s.Id!, s.Text)));
        Assert.All(suggestions, s => Assert.Equal("title", s.Kind));
        Assert.Equal(["p1"], (await Index.SuggestAsync("linux te", 10)).Select(s => s.Id!));
    }

    [Fact]
    public async Task Tags_are_suggested_by_their_beginning()
    {
        await Write(Prompt("p1", "One", tags: ["stable-diffusion", "art"]), Prompt("p2", "Two", tags: ["stable-diffusion"]));
        Assert.Contains(new SearchSuggestion("tag", "stable-diffusion", null), await Index.SuggestAsync("stab", 10));
        Assert.Contains(new SearchSuggestion("tag", "stable-diffusion", null), await Index.SuggestAsync("diff", 10));
    }

    [Theory]
    [InlineData("lniu")]
    [InlineData("linx")]
    [InlineData("terminla")]
    public async Task A_suggestion_forgives_one_typing_mistake(string typed)
    {
        await Write(Prompt("p1", "Linux Terminal"), Prompt("p2", "Castle"));
        Assert.Equal(["p1"], (await Index.SuggestAsync(typed, 10)).Select(s => s.Id));
    }

    [Fact]
    public async Task Suggestions_keep_to_their_limit_and_say_a_title_once()
    {
        await Write([.. Enumerable.Range(0, 40).Select(i => Prompt($"p{i}", $"Castle {i / 2}", tags: [$"castle-{i}"]))]);
        var suggestions = await Index.SuggestAsync("cas", 10);
        Assert.Equal(10, suggestions.Count);
        Assert.Equal(10, suggestions.Select(s => (s.Kind, s.Text)).Distinct().Count());
        Assert.Empty(await Index.SuggestAsync("cas", 0));
        Assert.Empty(await Index.SuggestAsync(" ", 10));
    }

    [Fact]
    public async Task Related_prompts_share_telling_words_or_tags_and_never_include_the_prompt()
    {
        await Write(
            Prompt("p1", "Linux terminal", "reply with the terminal output of bash", tags: ["shell"]),
            Prompt("p2", "Bash terminal", "write bash scripts for the terminal", tags: ["shell"]),
            Prompt("p3", "Poem", "write a poem about the sea", tags: ["poetry"]),
            Prompt("p4", "Sea song", "a song about the sea and a poem", tags: ["poetry"]));
        Assert.Equal("p2", (await Index.RelatedAsync("p1", 3))[0]);
        Assert.Equal("p4", (await Index.RelatedAsync("p3", 3))[0]);
        foreach (var id in (string[])["p1", "p2", "p3", "p4"])
            Assert.DoesNotContain(id, await Index.RelatedAsync(id, 10));
        Assert.Single(await Index.RelatedAsync("p1", 1));
        Assert.Empty(await Index.RelatedAsync("unknown", 5));
    }

    [Fact]
    public async Task Prompts_without_a_shared_word_are_related_by_their_tags()
    {
        await Write(Prompt("p1", "Alpha", "one", tags: ["x", "y"]), Prompt("p2", "Beta", "two", tags: ["z"]), Prompt("p3", "Gamma", "three", tags: ["y"]));
        Assert.Equal(["p3"], await Index.RelatedAsync("p1", 5));
    }
}
