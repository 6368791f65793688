using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    private static readonly SearchSort[] Sorts = Enum.GetValues<SearchSort>();

    [Fact]
    public async Task Each_sort_has_its_order()
    {
        await Write(Prompt("a", "Castle", minute: 1, likes: 5), Prompt("b", "Castle", minute: 3, likes: 1), Prompt("c", "Castle", minute: 2, likes: 5));
        await Write(new SearchBatch { Scores = [new SearchScore("a", 1), new SearchScore("b", 2), new SearchScore("c", 2)] });
        foreach (var text in (string?[])[null, "castle"])
        {
            Assert.Equal(["b", "c", "a"], (await Index.SearchAsync(new SearchQuery { Text = text, Sort = SearchSort.Recent })).Ids());
            Assert.Equal(["c", "a", "b"], (await Index.SearchAsync(new SearchQuery { Text = text, Sort = SearchSort.Liked })).Ids());
            Assert.Equal(["b", "c", "a"], (await Index.SearchAsync(new SearchQuery { Text = text, Sort = SearchSort.Trending })).Ids());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("castle")]
    public async Task Pages_of_every_sort_show_each_prompt_once_to_the_end(string? text)
    {
        await WriteMany(1234);
        foreach (var sort in Sorts)
        {
            var walked = await Walk(new SearchQuery { Text = text, Sort = sort, Limit = 100, WithFacets = false, WithHighlights = false });
            Assert.Equal(1234, walked.Count);
            Assert.Equal(1234, walked.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("castle")]
    public async Task A_walk_through_the_pages_is_not_disturbed_by_new_prompts(string? text)
    {
        foreach (var sort in Sorts)
        {
            await WriteMany(300);
            var before = (await Walk(new SearchQuery { Text = text, Sort = sort, Limit = 100 })).Where(id => id.StartsWith("old", StringComparison.Ordinal)).ToList();
            var number = 0;
            var walked = await Walk(new SearchQuery { Text = text, Sort = sort, Limit = 7 }, async () =>
            {
                number++;
                await Write(
                    Prompt($"new{sort}{number}", "Castle", "castle castle", minute: 100_000 + number, likes: number % 3 == 0 ? 0 : 10_000),
                    Prompt($"late{sort}{number}", "Unrelated words", "about something else", minute: number));
            });
            Assert.Equal(walked.Count, walked.Distinct().Count());
            Assert.Equal(before, walked.Where(id => id.StartsWith("old", StringComparison.Ordinal)));
            Assert.True(number > 30, "Nothing was written between the pages.");
        }
    }

    [Fact]
    public async Task A_walk_passes_over_prompts_that_are_deleted_meanwhile()
    {
        await WriteMany(60);
        var first = await Index.SearchAsync(new SearchQuery { Text = "castle", Limit = 20 });
        var rest = (await Walk(new SearchQuery { Text = "castle", Limit = 20 })).Skip(20).ToList();
        await Write(Deletes(rest[0], rest[25]));
        var walked = await Walk(new SearchQuery { Text = "castle", Limit = 20, Cursor = first.NextCursor });
        Assert.Equal(rest.Except([rest[0], rest[25]]), walked);
    }

    [Fact]
    public async Task The_last_page_has_no_cursor_even_when_it_is_full()
    {
        await WriteMany(40);
        foreach (var sort in Sorts)
        {
            var first = await Index.SearchAsync(new SearchQuery { Text = "castle", Sort = sort, Limit = 20 });
            Assert.NotNull(first.NextCursor);
            var last = await Index.SearchAsync(new SearchQuery { Text = "castle", Sort = sort, Limit = 20, Cursor = first.NextCursor });
            Assert.Equal(20, last.Hits.Count);
            Assert.Null(last.NextCursor);
        }
    }

    [Fact]
    public async Task A_cursor_of_another_sort_is_refused()
    {
        await WriteMany(30);
        foreach (var made in Sorts)
        {
            foreach (var used in Sorts.Where(s => s != made))
            {
                var cursor = (await Index.SearchAsync(new SearchQuery { Text = "castle", Sort = made })).NextCursor;
                await Assert.ThrowsAsync<InvalidSearchCursorException>(
                    async () => await Index.SearchAsync(new SearchQuery { Text = "castle", Sort = used, Cursor = cursor }));
            }
        }
    }

    [Fact]
    public async Task A_malformed_cursor_is_refused_with_its_own_exception()
    {
        await WriteMany(30);
        const int seed = 7;
        var random = new Random(seed);
        var real = (await Index.SearchAsync(new SearchQuery { Sort = SearchSort.Liked })).NextCursor!;
        var malformed = new List<string> { "", " ", "x", "%%%", "äöü", "\0", new('A', 5000), real + "A", real[..^1], real[1..], "=" + real, HostileText.Next(random, 200) };
        for (var i = 0; i < 200; i++)
        {
            var changed = real.ToCharArray();
            var at = random.Next(changed.Length - 1);
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            malformed.Add(new string(changed));
        }

        foreach (var cursor in malformed)
        {
            var failure = await Record.ExceptionAsync(async () => await Index.SearchAsync(new SearchQuery { Sort = SearchSort.Liked, Cursor = cursor }));
            Assert.True(failure is InvalidSearchCursorException, $"Seed {seed}: {cursor} gave {failure?.GetType().Name ?? "an answer"}.");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public async Task A_page_size_outside_its_bounds_is_refused(int limit) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Index.SearchAsync(new SearchQuery { Limit = limit }));

    private Task WriteMany(int count) => Write([.. Enumerable.Range(0, count).Select(i => Prompt(
        $"old{i:D5}", $"Castle {i % 17}", $"castle number {i} of many {new string('x', i % 5)}", minute: i / 3, likes: i % 11))]);
}
