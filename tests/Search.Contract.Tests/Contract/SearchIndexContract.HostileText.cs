using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(20260601)]
    public async Task Any_text_can_be_written_and_asked_for_without_an_error(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var prompts = Enumerable.Range(0, 5).Select(i => Prompt(
                $"p{round % 7}-{i}", HostileText.Next(random, 60), HostileText.Next(random, 400), revision: round + 1, description: HostileText.Next(random, 80),
                tags: [HostileText.Next(random, 20) + "x", "tag"]));
            try
            {
                await Write(Upserts(prompts));
                for (var i = 0; i < 12; i++)
                {
                    var text = HostileText.Next(random, 500);
                    var page = await Index.SearchAsync(new SearchQuery { Text = text, Sort = (SearchSort)random.Next(4), Tags = i % 3 == 0 ? [text] : [] });
                    Assert.Equal(page.Hits.Count, page.Hits.Select(h => h.Id).Distinct().Count());
                    await Index.SuggestAsync(text, 5);
                }

                await Index.RelatedAsync($"p{round % 7}-0", 5);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}, round {round}: {failure.Message}", failure);
            }
        }

        Assert.Equal(35, await Index.CountAsync());
        await Write(Deletes([.. Enumerable.Range(0, 7).SelectMany(p => Enumerable.Range(0, 5).Select(i => $"p{p}-{i}"))]));
        // Whatever was written is gone again: nothing of the old texts stays behind in the index.
        for (var i = 0; i < 100; i++)
            Assert.Equal(0, (await Find(HostileText.Next(random, 10))).Total);
        Assert.Empty(await Index.ListValuesAsync(SearchField.Tag, 10, null));
    }
}
