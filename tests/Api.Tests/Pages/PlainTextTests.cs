using System.Diagnostics;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Markdown on one line, without its signs.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("Practises with **you** until it feels `easy`.", "Practises with you until it feels easy.")]
    [InlineData("# Role\n\nYou are a *kind* coach.\n\n- Ask me about {{user_name}}, one question at a time.\n- Be __brief__.", "You are a kind coach. Ask me about {{user_name}}, one question at a time. Be brief.")]
    [InlineData("## Only a heading ##", "Only a heading")]
    [InlineData("# Title\n\n## Goal", "Title Goal")]
    [InlineData("> Quoted\n> again", "Quoted again")]
    [InlineData("See [the guide](https://example.org/a_b) and ![a cat](/cat.png).", "See the guide and a cat.")]
    [InlineData("An array[0](x", "An array[0](x")]
    [InlineData("snake_case and 2*3 and 5 * 3 stay, so does C#.", "snake_case and 2*3 and 5 * 3 stay, so does C#.")]
    [InlineData("```json\n{ \"a\": 1 }\n```", "{ \"a\": 1 }")]
    [InlineData("| a | b |\n|---|---|\n| 1 | 2 |", "a | b | 1 | 2 |")]
    [InlineData("One\n---\ntwo\n***\nthree", "One two three")]
    [InlineData("An \\*asterisk\\* is meant", "An *asterisk* is meant")]
    [InlineData("~~gone~~ and ~5", "gone and ~5")]
    [InlineData("---\nname: x\ndescription: \"What it **does**.\"\n---\n\n# Heading\n\nThe text.", "What it does. The text.")]
    [InlineData("---\nno end of it", "no end of it")]
    [InlineData("<script>alert(1)</script> & co", "<script>alert(1)</script> & co")]
    [InlineData("…«found» **«again»**", "…«found» «again»")]
    [InlineData("", "")]
    [InlineData("****", "")]
    [InlineData("a ** b", "a ** b")]
    public void Signs_go_and_what_is_said_stays(string markdown, string said) => Assert.Equal(said, PlainText.Of(markdown, 240));

    [Fact]
    public void A_long_text_is_cut_and_never_in_the_middle_of_a_character()
    {
        for (var length = 1; length < 40; length++)
        {
            var cut = PlainText.Of(string.Concat(Enumerable.Repeat("**🙂** word ", 50)), length);
            Assert.EndsWith("…", cut, StringComparison.Ordinal);
            Assert.InRange(cut.Length, 1, length + 1);
            if (cut.Length > 1) Assert.False(char.IsHighSurrogate(cut[^2]));
        }
    }

    [Fact]
    public void However_long_and_hostile_a_text_is_only_its_beginning_is_read()
    {
        string[] hostile = [new('[', 100_000), string.Concat(Enumerable.Repeat("[](", 30_000)), new('*', 100_000), new('#', 100_000), "---\n" + new string('-', 100_000), string.Concat(Enumerable.Repeat("> ", 50_000)), string.Concat(Enumerable.Repeat("\n", 100_000))];
        var clock = Stopwatch.StartNew();
        foreach (var text in hostile)
        {
            for (var i = 0; i < 20; i++) Assert.InRange(PlainText.Of(text, 240).Length, 0, 241);
        }

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
    }
}
