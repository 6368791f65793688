using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [RealDataFact]
    public async Task The_words_of_a_title_find_that_title_first_among_real_prompts()
    {
        await WriteRealPrompts();
        var titles = DataFiles.Read().ToDictionary(p => p.Id, p => p.Title);
        Assert.Equal("Linux Terminal", titles[(await FindIds("linux terminal"))[0]]);
        var mistyped = await Find("lniux terminl");
        Assert.Equal("Linux Terminal", titles[mistyped.Hits[0].Id]);
        Assert.True(mistyped.Corrected);
    }

    [RealDataFact]
    public async Task Castle_sunset_among_real_image_prompts_finds_castles_at_sunset()
    {
        await WriteRealPrompts();
        var prompts = DataFiles.Read().ToDictionary(p => p.Id);
        var page = await Index.SearchAsync(new SearchQuery { Text = "castle sunset", Types = ["image"] });
        Assert.NotEmpty(page.Hits);
        Assert.False(page.Corrected);
        Assert.All(page.Hits, hit =>
        {
            var prompt = prompts[hit.Id];
            Assert.Equal("image", prompt.Type);
            Assert.Contains("castle", prompt.Title + prompt.Content, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("sunset", prompt.Title + prompt.Content, StringComparison.OrdinalIgnoreCase);
        });
    }

    [RealDataFact]
    public async Task Every_tenth_real_title_finds_its_prompt_on_the_first_page()
    {
        await WriteRealPrompts();
        var missed = new List<string>();
        var asked = 0;
        foreach (var group in DataFiles.Read().GroupBy(p => p.Title, StringComparer.OrdinalIgnoreCase).Where((g, i) => i % 10 == 0 && g.Key.Any(char.IsLetter)))
        {
            asked++;
            var found = (await Index.SearchAsync(new SearchQuery { Text = group.Key, WithFacets = false, WithHighlights = false })).Ids();
            if (!group.Any(p => found.Contains(p.Id)))
                missed.Add(group.Key);
        }

        Assert.True(asked > 1000, $"Only {asked} titles.");
        Assert.True(missed.Count == 0, $"{missed.Count} of {asked} titles were not found, the first: {missed.FirstOrDefault()}");
    }

    private async Task WriteRealPrompts()
    {
        foreach (var chunk in DataFiles.Read().Chunk(2000))
            await Write(Upserts(chunk));
    }
}
