using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Trending;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class TagsTests
{
    [Theory]
    [InlineData("Cooking", "cooking")]
    [InlineData("#Cooking", "cooking")]
    [InlineData("# # Cooking", "cooking")]
    [InlineData("-#a", "a")]
    [InlineData("  French   food_and--wine ", "french-food-and-wine")]
    [InlineData("a\u00a0b\u3000c\td", "a-b-c-d")]
    [InlineData("-\u00a0a-", "a")]
    [InlineData("C#", "c#")]
    [InlineData("C++", "c++")]
    [InlineData("a #b", "a-#b")]
    [InlineData("ÄRZTE", "ärzte")]
    [InlineData("日本語", "日本語")]
    [InlineData("🍮", "🍮")]
    public void Tags_that_read_the_same_are_the_same(string given, string tag) => Assert.Equal<string>([tag], Publish(Small with { Tags = [given] }).Tags);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("#")]
    [InlineData("# - _ #")]
    public void A_tag_needs_something_to_read(string tag) => Refused(TryPublish(Small with { Tags = ["good", tag] }), "tags");

    [Fact]
    public void A_tag_or_model_is_kept_once_in_the_order_given()
    {
        var prompt = Publish(Small with { Tags = ["b", "#B", "a", "b"], Models = ["gpt-5", " gpt-5 ", "GPT-5"] });
        Assert.Equal<string>(["b", "a"], prompt.Tags);
        Assert.Equal<string>(["gpt-5", "GPT-5"], prompt.Models);
    }

    [Fact]
    public void A_stored_tag_stays_as_it_is_and_finds_its_board() => Seeded.Holds(Seeded.HostileText, text =>
    {
        if (!TryPublish(Small with { Tags = [text] }).TryGet(out var prompt, out _)) return;
        var tag = Assert.Single(prompt.Tags);
        Assert.Equal<string>([tag], Publish(Small with { Tags = [tag] }).Tags);
        Assert.Equal(new TrendingScope("tag", tag), TrendingScope.Parse("tag:" + tag));
    });
}
