using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Tests.Prompts;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Trending;

public sealed class TrendingScopeTests
{
    [Theory]
    [InlineData("global", "global", "")]
    [InlineData("type:image", "type", "image")]
    [InlineData("category:Food", "category", "food")]
    [InlineData("category: food ", "category", "food")]
    [InlineData("category:a:b", "category", "a:b")]
    [InlineData("tag:cooking", "tag", "cooking")]
    [InlineData("tag:#French Food", "tag", "french-food")]
    [InlineData("tag:日本語", "tag", "日本語")]
    public void A_scope_is_read_in_its_stored_form(string text, string kind, string value)
    {
        var scope = TrendingScope.Parse(text);
        Assert.Equal(new TrendingScope(kind, value), scope);
        Assert.Equal(scope, TrendingScope.Parse(scope.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Global")]
    [InlineData("global:")]
    [InlineData("global:x")]
    [InlineData("type")]
    [InlineData("type:")]
    [InlineData("type:hologram")]
    [InlineData("type:Image")]
    [InlineData("category:")]
    [InlineData("category:  ")]
    [InlineData("tag:")]
    [InlineData("tag:#")]
    [InlineData("tag:-_-")]
    [InlineData("tag:a\nb")]
    [InlineData("tag:a\0b")]
    [InlineData(":x")]
    [InlineData("author:ann")]
    [InlineData(" global")]
    public void Anything_else_is_no_scope(string? text)
    {
        Assert.Null(TrendingScope.Parse(text));
        Assert.Null(BoardKey.Parse("day:" + text));
    }

    [Fact]
    public void A_value_has_at_most_60_characters()
    {
        Assert.NotNull(TrendingScope.Parse("category:" + new string('a', 60)));
        Assert.Null(TrendingScope.Parse("category:" + new string('a', 61)));
        Assert.Null(TrendingScope.Parse("category:" + new string('a', 1_000_000)));
    }

    [Fact]
    public void Every_board_of_a_prompt_is_found_again_by_its_key() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var draft = Samples.Full with { Tags = [text, "b"], Category = text };
        if (!Samples.TryPublish(draft).TryGet(out var prompt, out _)) return;
        var scopes = TrendingScope.Of(prompt.Type, prompt.Category, prompt.Tags).ToList();
        Assert.Equal(2 + (prompt.Category is null ? 0 : 1) + prompt.Tags.Length, scopes.Count);
        foreach (var key in scopes.SelectMany(s => TrendingWindows.All.Select(w => new BoardKey(w, s)))) Assert.Equal(key, BoardKey.Parse(key.ToString()));
    });

    [Fact]
    public void A_prompt_is_ranked_among_all_its_type_its_category_and_each_tag() =>
        Assert.Equal(["global", "type:chat", "category:food", "tag:cooking", "tag:french-food"],
            TrendingScope.Of("chat", "food", ["cooking", "french-food"]).Select(s => s.ToString()));

    [Theory]
    [InlineData("hour:global", TrendingWindow.Hour, "global", "")]
    [InlineData("day:type:chat", TrendingWindow.Day, "type", "chat")]
    [InlineData("week:category:food", TrendingWindow.Week, "category", "food")]
    [InlineData("month:tag:a:b", TrendingWindow.Month, "tag", "a:b")]
    public void A_board_key_names_window_and_scope(string text, TrendingWindow window, string kind, string value)
    {
        var key = new BoardKey(window, new TrendingScope(kind, value));
        Assert.Equal(key, BoardKey.Parse(text));
        Assert.Equal(text, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("day")]
    [InlineData("day:")]
    [InlineData(":global")]
    [InlineData("year:global")]
    [InlineData("Day:global")]
    [InlineData("day :global")]
    [InlineData("1:global")]
    public void Anything_else_is_no_board_key(string? text) => Assert.Null(BoardKey.Parse(text));

    [Fact]
    public void Window_names_round_trip() => Assert.All(TrendingWindows.All, w => Assert.Equal(w, TrendingWindows.Parse(w.Name())));
}
