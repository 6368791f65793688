using PromptGrid.Search.Contract.Tests.Support;
using static PromptGrid.Search.Contract.Tests.Support.Prompts;

namespace PromptGrid.Search.Contract.Tests.Contract;

public abstract partial class SearchIndexContract
{
    [Fact]
    public async Task Values_of_one_filter_are_alternatives_and_filters_must_all_hold()
    {
        await Write(
            Prompt("p1", type: "chat", models: ["m1", "m2"], category: "work", license: "MIT", author: "ada"),
            Prompt("p2", type: "image", models: ["m2"], category: "art", license: "CC0-1.0", author: "bob"),
            Prompt("p3", type: "code", models: ["m3"], category: "work", author: "ada"));
        await Expect(new SearchQuery { Types = ["chat", "image"] }, "p1", "p2");
        await Expect(new SearchQuery { Types = ["CHAT"] }, "p1");
        await Expect(new SearchQuery { Models = ["m1", "m3"] }, "p1", "p3");
        await Expect(new SearchQuery { Authors = ["Ada"] }, "p1", "p3");
        await Expect(new SearchQuery { Categories = ["work"], Licenses = ["mit"] }, "p1");
        await Expect(new SearchQuery { Categories = ["work", "art"], Types = ["image", "code"] }, "p2", "p3");
        await Expect(new SearchQuery { Licenses = ["unheard-of"] });
        await Expect(new SearchQuery { Types = ["unheard-of", "code"] }, "p3");
    }

    [Fact]
    public async Task All_tags_of_a_tag_filter_must_be_there()
    {
        await Write(Prompt("p1", tags: ["red", "Green"]), Prompt("p2", tags: ["red"]), Prompt("p3", tags: ["green", "blue", "red"]));
        await Expect(new SearchQuery { Tags = ["red", "GREEN"] }, "p1", "p3");
        await Expect(new SearchQuery { Tags = ["red"] }, "p1", "p2", "p3");
        await Expect(new SearchQuery { Tags = ["red", "unheard-of"] });
    }

    [Theory]
    [InlineData(11)]
    [InlineData(4242)]
    public async Task Totals_and_facets_equal_a_count_by_hand(int seed)
    {
        var random = new Random(seed);
        string[] words = ["castle", "sunset", "linux", "poem"];
        var prompts = Enumerable.Range(0, 400).Select(i => Prompt(
            $"p{i}", words[random.Next(4)], words[random.Next(4)], type: $"type{random.Next(4)}", category: random.Next(3) == 0 ? null : $"cat{random.Next(30)}",
            tags: [.. Enumerable.Range(0, random.Next(5)).Select(_ => $"tag{random.Next(40)}").Distinct()], models: [.. Enumerable.Range(0, random.Next(3)).Select(_ => $"m{random.Next(6)}").Distinct()],
            author: $"author{random.Next(5)}")).ToList();
        await Write([.. prompts]);
        for (var round = 0; round < 30; round++)
        {
            var word = random.Next(3) == 0 ? null : words[random.Next(4)];
            var query = new SearchQuery
            {
                Text = word,
                Types = random.Next(3) == 0 ? [$"type{random.Next(4)}", $"type{random.Next(4)}"] : [],
                Tags = random.Next(4) == 0 ? [$"tag{random.Next(40)}"] : [],
                Authors = random.Next(4) == 0 ? [$"author{random.Next(5)}"] : [],
                Sort = Sorts[random.Next(Sorts.Length)],
            };
            var expected = prompts.Where(p => (word is null || p.Title == word || p.Content == word) && (query.Types.IsEmpty || query.Types.Contains(p.Type))
                && query.Tags.All(p.Tags.Contains) && (query.Authors.IsEmpty || query.Authors.Contains(p.AuthorHandle))).ToList();
            var page = await Index.SearchAsync(query);
            Assert.True(expected.Count == page.Total && !page.TotalIsCapped, $"Seed {seed}, round {round}: {page.Total} instead of {expected.Count}.");
            Assert.Equal(Top(expected.Select(p => p.Type)), page.Facets[SearchField.Type]);
            Assert.Equal(Top(expected.SelectMany(p => p.Tags)), page.Facets[SearchField.Tag]);
            Assert.Equal(Top(expected.SelectMany(p => p.Models)), page.Facets[SearchField.Model]);
            Assert.Equal(Top(expected.Where(p => p.Category is not null).Select(p => p.Category!)), page.Facets[SearchField.Category]);
        }

        static List<FacetValue> Top(IEnumerable<string> values) => [.. values.GroupBy(v => v).Select(g => new FacetValue(g.Key, g.Count()))
            .OrderByDescending(f => f.Count).ThenBy(f => f.Value, StringComparer.Ordinal).Take(20)];
    }

    [Fact]
    public async Task Facets_and_highlights_are_left_out_when_nobody_wants_them()
    {
        await Write(Prompt("p1", "Castle"));
        var page = await Index.SearchAsync(new SearchQuery { Text = "castle", WithFacets = false, WithHighlights = false });
        Assert.Empty(page.Facets);
        Assert.Empty(page.Hits[0].Highlights);
    }

    [Fact]
    public async Task Values_are_listed_most_used_first_page_by_page()
    {
        await Write([.. Enumerable.Range(0, 50).Select(i => Prompt($"p{i}", tags: [.. Enumerable.Range(0, 10).Where(t => i % (t + 1) == 0).Select(t => $"tag{t}")]))]);
        var walked = new List<FacetValue>();
        for (FacetValue? after = null; ; after = walked[^1])
        {
            var page = await Index.ListValuesAsync(SearchField.Tag, 3, after);
            if (page.Count == 0)
                break;
            walked.AddRange(page);
        }

        Assert.Equal(10, walked.Count);
        Assert.Equal(new FacetValue("tag0", 50), walked[0]);
        Assert.Equal(walked.OrderByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal), walked);
        Assert.Equal([new FacetValue("chat", 50)], await Index.ListValuesAsync(SearchField.Type, 5, null));
    }

    [Fact]
    public async Task Values_are_listed_by_name_and_by_prefix_page_by_page()
    {
        await Write([.. Enumerable.Range(0, 20).Select(i => Prompt($"p{i}", tags: [.. Enumerable.Range(0, 10).Where(t => i % (t + 1) == 0).Select(t => (t % 2 == 0 ? "even" : "odd") + t)]))]);
        foreach (var (order, prefix, expected) in ((ValueOrder, string?, string)[])
            [(ValueOrder.Name, null, "even0 even2 even4 even6 even8 odd1 odd3 odd5 odd7 odd9"), (ValueOrder.Name, "ODD", "odd1 odd3 odd5 odd7 odd9"), (ValueOrder.Popular, "even", "even0 even2 even4 even6 even8"), (ValueOrder.Name, "x", "")])
        {
            var walked = new List<FacetValue>();
            while (await Index.ListValuesAsync(new ValueQuery(SearchField.Tag, 2, walked.Count == 0 ? null : walked[^1], order, prefix)) is { Count: > 0 } page) walked.AddRange(page);
            Assert.Equal(expected, string.Join(' ', walked.Select(v => v.Value)));
        }
    }

    [Fact]
    public async Task Only_the_prompts_that_are_named_are_found()
    {
        await Write(Prompt("p1", tags: ["a"]), Prompt("p2", tags: ["a"]), Prompt("p3", tags: ["b"]));
        await Expect(new SearchQuery { Ids = ["p1", "p3", "unknown"] }, "p1", "p3");
        await Expect(new SearchQuery { Ids = ["p1", "p3"], Tags = ["a"] }, "p1");
        await Expect(new SearchQuery { Ids = [] });
        Assert.Equal(2, (await Index.SearchAsync(new SearchQuery { Ids = ["p1", "p2"], Sort = SearchSort.Recent, Limit = 1 })).Total);
    }

    private async Task Expect(SearchQuery query, params string[] ids)
    {
        Assert.Equal(ids, (await Index.SearchAsync(query)).Ids().Order());
        var withText = query with { Text = "untitled" };
        Assert.Equal(ids, (await Index.SearchAsync(withText)).Ids().Order());
    }
}
