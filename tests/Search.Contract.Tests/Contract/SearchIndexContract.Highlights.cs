using System.Text;
using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task Matches_stand_between_guillemets_in_each_field_that_has_them()
    {
        await Write(Prompt("p1", "Linux terminals", "act as a linux box", description: "For LINUX fans", tags: ["linux", "shell"]));
        var highlights = (await Find("linux")).Hits[0].Highlights;
        Assert.Equal(["«Linux» terminals"], highlights["title"]);
        Assert.Equal(["act as a «linux» box"], highlights["content"]);
        Assert.Equal(["For «LINUX» fans"], highlights["description"]);
        Assert.Equal(["«linux»"], highlights["tags"]);
        Assert.Equal(["title"], (await Find("terminal")).Hits[0].Highlights.Keys);
    }

    [Fact]
    public async Task Guillemets_and_markup_of_the_text_itself_stay_as_they_are()
    {
        await Write(Prompt("p1", content: "Say «bonjour» & <b>castle</b> «»"));
        Assert.Equal(["Say «bonjour» & <b>«castle»</b> «»"], (await Find("castle")).Hits[0].Highlights["content"]);
    }

    [Fact]
    public async Task A_corrected_word_and_a_run_of_signs_are_highlighted_as_they_stand()
    {
        await Write(Prompt("p1", "Linux", "请帮我学习编程语言"));
        Assert.Equal(["«Linux»"], (await Find("lniux")).Hits[0].Highlights["title"]);
        Assert.Equal(["请帮我学习«编程语»言"], (await Find("编程语")).Hits[0].Highlights["content"]);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(99)]
    public async Task Fragments_are_short_pieces_of_the_text_and_split_no_character(int seed)
    {
        var random = new Random(seed);
        string[] pieces = ["castle", " ", " ", "sunset", "🚀", "𝒳𝒴", "word", "longerword", "\n", "«", "中文", "é", ".", "averyveryverylongwordwithoutanyspaces"];
        for (var round = 0; round < 150; round++)
        {
            var text = new StringBuilder("castle");
            for (var i = random.Next(200); i > 0; i--)
                text.Append(pieces[random.Next(pieces.Length)]);
            var content = text.ToString();
            await Write(Prompt("p1", content: content, revision: round + 1));
            var page = await Find("castle sunset");
            if (page.Total == 0 || !page.Hits[0].Highlights.TryGetValue("content", out var fragments))
                continue;
            Assert.InRange(fragments.Count, 1, 3);
            foreach (var fragment in fragments)
            {
                Assert.True(fragment.Length <= 160, $"Seed {seed}, round {round}: {fragment.Length} characters.");
                Assert.True(fragment.Contains('«') && fragment.Contains('»'), $"Seed {seed}, round {round}: no mark.");
                Assert.Equal(fragment, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(fragment)));
                Assert.Contains(Unmarked(fragment), Unmarked(content), StringComparison.Ordinal);
            }
        }

        static string Unmarked(string text) => text.Replace("«", "").Replace("»", "");
    }

    [Fact]
    public async Task A_long_text_shows_the_place_where_all_words_meet()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum dolor sit amet ", 40));
        await Write(Prompt("p1", content: $"castle {filler} a castle at sunset {filler} sunset"));
        Assert.Contains((await Find("castle sunset")).Hits[0].Highlights["content"], f => f.Contains("«castle» at «sunset»", StringComparison.Ordinal));
    }
}
