using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Search;

[Collection(Collections.Discovery)]
public sealed class SearchTests(ApiServer server)
{
    private Task FindsAsync(string words, params string[] ids) => Eventually.HoldsAsync(async () => Assert.Equal(ids.Order(), (await server.Nobody.SearchAsync(words)).Order()));

    [Fact]
    public async Task A_published_prompt_is_found_with_score_highlights_facets_and_total()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync($"About {word}", $"Some text with {word} <b>in</b> it.", type: "code", tags: ["facet-tag"], category: "facets")).Id();
        await FindsAsync(word, id);
        var answer = (await user.GetAsync($"/v1/search?q={word}")).Expect(200);
        Assert.Superset(new HashSet<string> { "items", "facets", "total", "nextCursor" }, answer.Json.MemberNames().ToHashSet());
        Assert.Equal(1, answer["total"].GetInt64());
        var item = answer["items"][0];
        Assert.Equal(["highlights", "prompt", "score"], item.MemberNames());
        Assert.Contains($"«{word}»", item.At("highlights").GetRawText(), StringComparison.Ordinal);
        Assert.False(item.At("prompt.viewer.liked").GetBoolean());
        Assert.Equal(["category", "model", "tag", "type"], answer["facets"].MemberNames());
        Assert.Equal(("code", 1L), (answer["facets.type"][0].Text("value"), answer["facets.type"][0].Number("count")));
        Assert.Equal("facet-tag", answer["facets.tag"][0].Text("value"));
        Assert.Equal("facets", answer["facets.category"][0].Text("value"));
    }

    [Fact]
    public async Task What_is_edited_unlisted_hidden_or_deleted_leaves_search_and_lists()
    {
        var user = await server.SignUpAsync();
        var (before, after) = (Names.Word(), Names.Word());
        var id = (await user.PublishAsync(before)).Id();
        await FindsAsync(before, id);
        await user.EditAsync(id, new { title = after });
        await FindsAsync(before);
        await FindsAsync(after, id);
        foreach (var visibility in (string[])["unlisted", "private"])
        {
            await user.EditAsync(id, new { visibility });
            await FindsAsync(after);
            Assert.Empty(await user.SearchAsync(after));
            Assert.Empty((await user.GetAsync($"/v1/prompts?author={user.Handle}")).Expect(200).Json.ItemIds());
            await user.EditAsync(id, new { visibility = "public" });
            await FindsAsync(after, id);
        }

        await user.RemoveAsync(id);
        await FindsAsync(after);
    }

    [Fact]
    public async Task A_prompt_that_was_just_hidden_shows_in_no_search_and_no_list_even_before_the_index_knows()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        for (var i = 0; i < 5; i++)
        {
            var id = (await user.PublishAsync($"{word} {i}")).Id();
            await Eventually.HoldsAsync(async () => Assert.Contains(id, await server.Nobody.SearchAsync(word)));
            await user.EditAsync(id, new { visibility = i % 2 == 0 ? "unlisted" : "private" });
            Assert.DoesNotContain(id, await server.Nobody.SearchAsync(word));
            Assert.DoesNotContain(id, await user.SearchAsync(word));
            Assert.DoesNotContain(id, (await server.Nobody.GetAsync($"/v1/prompts?author={user.Handle}")).Expect(200).Json.ItemIds());
        }
    }

    [Fact]
    public async Task Every_filter_narrows_search_and_list()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var tag = word + "-tag";
        var body = new { title = word, content = "x", type = "image", tags = (string[])[tag], models = (string[])["Model " + word], category = word + " cat", license = "MIT" };
        var id = (await user.PostAsync("/v1/prompts", body)).Expect(201).Json.Id();
        var plain = (await user.PublishAsync(word)).Id();
        await FindsAsync(word, id, plain);
        string[] filters = ["type=image", $"tag={tag}", $"tag={tag.ToUpperInvariant()}", $"model=Model%20{word}", $"category={word}%20cat", $"category={word.ToUpperInvariant()}%20Cat", "license=MIT"];
        foreach (var filter in filters)
        {
            Assert.Equal([id], (await server.Nobody.GetAsync($"/v1/search?q={word}&{filter}")).Expect(200).Json.ItemIds());
            Assert.Equal([id], (await server.Nobody.GetAsync($"/v1/prompts?author={user.Handle}&{filter}")).Expect(200).Json.ItemIds());
        }

        Assert.Equal([id, plain], (await server.Nobody.GetAsync($"/v1/search?q={word}&author={user.Handle}")).Expect(200).Json.ItemIds().Order());
        Assert.Empty((await server.Nobody.GetAsync($"/v1/search?q={word}&author=nobody-has-this-handle")).Expect(200).Json.ItemIds());
        Assert.Equal([id, plain], (await server.Nobody.GetAsync($"/v1/search?q={word}&type=image,text")).Expect(200).Json.ItemIds().Order());
        Assert.Equal([id, plain], (await server.Nobody.GetAsync($"/v1/search?q={word}&type=image&type=text")).Expect(200).Json.ItemIds().Order());
        Assert.Empty((await server.Nobody.GetAsync($"/v1/search?q={word}&tag={tag},another")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task Every_sort_is_taken_and_recent_and_liked_are_in_order()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await user.PublishAsync($"{word} {i}")).Id());
        await user.LikeAsync(ids[1]);
        await FindsAsync(word, [.. ids]);
        foreach (var path in (string[])[$"/v1/search?q={word}&", $"/v1/prompts?author={user.Handle}&"])
        {
            Assert.Equal(ids.AsEnumerable().Reverse(), (await server.Nobody.GetAsync(path + "sort=recent")).Expect(200).Json.ItemIds());
            await Eventually.HoldsAsync(async () => Assert.Equal(ids[1], (await server.Nobody.GetAsync(path + "sort=liked")).Expect(200).Json.ItemIds()[0]));
            await Eventually.HoldsAsync(async () => Assert.Equal(ids[1], (await server.Nobody.GetAsync(path + "sort=trending")).Expect(200).Json.ItemIds()[0]));
        }

        await user.UnlikeAsync(ids[1]);
        foreach (var sort in (string[])["liked", "trending"])
        {
            await Eventually.HoldsAsync(async () => Assert.Equal(ids.AsEnumerable().Reverse(), (await server.Nobody.GetAsync($"/v1/prompts?author={user.Handle}&sort={sort}")).Expect(200).Json.ItemIds()));
        }

        (await server.Nobody.GetAsync($"/v1/search?q={word}&sort=relevance")).Expect(200);
        (await server.Nobody.GetAsync("/v1/prompts?sort=relevance")).ExpectInvalid("sort");
        (await server.Nobody.GetAsync("/v1/search?sort=best")).ExpectInvalid("sort");
    }

    [Fact]
    public async Task A_typing_mistake_and_the_beginning_of_a_word_still_find()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync(word)).Id();
        await FindsAsync(word, id);
        await FindsAsync(word[..^2], id);
        Assert.Contains(id, await server.Nobody.SearchAsync(word[..4] + "y" + word[5..]));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("*")]
    [InlineData("a OR b NOT (c")]
    [InlineData("title:x AND")]
    [InlineData("' OR 1=1 --")]
    [InlineData("{\"query\":{}}")]
    [InlineData("%")]
    [InlineData("^^^")]
    [InlineData("🦆 你好")]
    [InlineData("NEAR(a b, 5)")]
    [InlineData("-")]
    [InlineData("«»")]
    public async Task Whatever_is_typed_is_words_and_never_a_query_language(string typed)
    {
        (await server.Nobody.GetAsync($"/v1/search?q={Uri.EscapeDataString(typed)}")).Expect(200);
        (await server.Nobody.GetAsync($"/v1/search/suggest?q={Uri.EscapeDataString(typed)}")).Expect(200);
    }

    [Fact]
    public async Task Titles_and_tags_are_suggested_while_typing()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        await user.PublishAsync($"{word} title", tags: [word + "-tag"]);
        await Eventually.HoldsAsync(async () =>
        {
            var items = (await server.Nobody.GetAsync($"/v1/search/suggest?q={word[..6]}")).Expect(200)["items"].EnumerateArray().ToList();
            Assert.Contains(items, i => i.Text("kind") == "title" && i.Text("text") == $"{word} title");
            Assert.Contains(items, i => i.Text("kind") == "tag" && i.Text("text") == $"{word}-tag");
            Assert.True(items.Count <= 10);
        });
        Assert.Equal(0, (await server.Nobody.GetAsync("/v1/search/suggest")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task Tags_categories_and_models_are_listed_with_counts()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        for (var i = 0; i < 2; i++)
        {
            (await user.PostAsync("/v1/prompts", new { title = $"{word} {i}", content = "x", tags = (string[])[word, $"{word}-{i}"], category = word, models = (string[])[word] })).Expect(201);
        }

        await user.PublishAsync(visibility: "private", tags: [word + "-hidden"]);
        foreach (var list in (string[])["tags", "categories", "models"])
        {
            await Eventually.HoldsAsync(async () =>
            {
                var all = await server.Nobody.WalkAsync($"/v1/{list}", 3);
                Assert.Contains(all, v => v.Text("value") == word && v.Number("count") == 2);
                Assert.Equal(all.Select(v => v.Text("value")).Distinct().Count(), all.Count);
                Assert.Equal(all.Select(v => v.Number("count")).OrderDescending(), all.Select(v => v.Number("count")));
                Assert.DoesNotContain(all, v => v.Text("value").EndsWith("-hidden", StringComparison.Ordinal));
            });
        }

        (await server.Nobody.GetAsync("/v1/tags?sort=popular")).Expect(200);
        (await server.Nobody.GetAsync("/v1/tags?sort=newest")).ExpectInvalid("sort");
    }

    [Fact]
    public async Task Related_prompts_share_words_and_tags_and_never_hide_or_repeat()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var first = (await user.PublishAsync($"{word} alpha", $"{word} text", tags: [word])).Id();
        var second = (await user.PublishAsync($"{word} beta", $"{word} text", tags: [word])).Id();
        var hidden = (await user.PublishAsync($"{word} gamma", $"{word} text", visibility: "private", tags: [word])).Id();
        await Eventually.HoldsAsync(async () =>
        {
            var ids = (await server.Nobody.GetAsync($"/v1/prompts/{first}/related")).Expect(200).Json.ItemIds();
            Assert.Contains(second, ids);
            Assert.DoesNotContain(first, ids);
            Assert.DoesNotContain(hidden, ids);
        });
        (await server.Nobody.GetAsync($"/v1/prompts/{hidden}/related")).ExpectProblem(404, "not-found");
    }
}
