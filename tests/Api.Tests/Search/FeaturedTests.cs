using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Search;

[Collection(Collections.Moderation)]
public sealed class FeaturedTests(ModeratedServer moderated)
{
    [Fact]
    public async Task Featured_prompts_are_a_list_with_every_sort_and_filter()
    {
        var server = moderated.Server;
        var owner = await server.SignUpAsync();
        var fan = await server.SignUpAsync();
        var word = Names.Word();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var body = new { title = $"{word} {i}", content = "b", type = i == 3 ? "code" : "text", tags = new[] { word }, models = new[] { word }, category = word, license = i == 0 ? "MIT" : "CC0-1.0" };
            ids.Add((await owner.PostAsync("/v1/prompts", body)).Expect(201).Json.Id());
        }

        foreach (var id in ids.Skip(1)) await moderated.DecideAsync(id, "feature");
        (await moderated.Moderator.PostAsync($"/v1/moderation/{ids[1]}", new { action = "feature" })).ExpectProblem(409, "conflict");
        await owner.LikeAsync(ids[2]);
        await fan.LikeAsync(ids[2]);
        await fan.LikeAsync(ids[1]);

        async Task ExpectAsync(string query, params int[] expected) => await Eventually.HoldsAsync(async () => Assert.Equal(
            expected.Select(i => ids[i]), (await server.Nobody.WalkAsync($"/v1/prompts?featured=true&{query}", 2)).Select(p => p.Id()).Intersect(ids)));

        await ExpectAsync($"tag={word}", 3, 2, 1);
        await ExpectAsync($"author={owner.Handle}&sort=recent", 3, 2, 1);
        await ExpectAsync($"category={word}&sort=liked", 2, 1, 3);
        await ExpectAsync($"model={word}&sort=trending", 2, 1, 3);
        await ExpectAsync($"tag={word}&type=code", 3);
        await ExpectAsync($"tag={word}&license=MIT");
        await ExpectAsync("sort=recent", 3, 2, 1);
        Assert.True((await server.Nobody.ReadAsync(ids[1])).TryGetProperty("featuredAt", out _));
        Assert.False((await server.Nobody.ReadAsync(ids[0])).TryGetProperty("featuredAt", out _));

        await moderated.DecideAsync(ids[1], "unfeature");
        await moderated.DecideAsync(ids[2], "hide", "x");
        await ExpectAsync($"tag={word}", 3);
        await moderated.DecideAsync(ids[2], "restore");
        await ExpectAsync($"tag={word}", 3);
        await owner.RemoveAsync(ids[3]);
        await ExpectAsync($"tag={word}");
        (await server.Nobody.GetAsync("/v1/prompts?featured=yes")).ExpectInvalid("featured");
    }

    [Fact]
    public async Task Every_filter_holds_under_every_sort()
    {
        var server = moderated.Server;
        var (owner, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var word = Names.Word();
        var match = (await owner.PostAsync("/v1/prompts", new { title = word, content = "b", type = "code", tags = new[] { word, word + "2" }, models = new[] { word }, category = word, license = word })).Expect(201).Json.Id();
        // One for each filter that fails this filter alone.
        var odd = new Dictionary<string, object>
        {
            ["type"] = new { title = word, content = "b", type = "text", tags = new[] { word, word + "2" }, models = new[] { word }, category = word, license = word },
            ["tag"] = new { title = word, content = "b", type = "code", tags = new[] { word + "2" }, models = new[] { word }, category = word, license = word },
            ["model"] = new { title = word, content = "b", type = "code", tags = new[] { word, word + "2" }, models = new[] { word + "x" }, category = word, license = word },
            ["category"] = new { title = word, content = "b", type = "code", tags = new[] { word, word + "2" }, models = new[] { word }, category = word + "x", license = word },
            ["license"] = new { title = word, content = "b", type = "code", tags = new[] { word, word + "2" }, models = new[] { word }, category = word, license = word + "x" },
        };
        var made = new List<string> { match };
        foreach (var body in odd.Values) made.Add((await owner.PostAsync("/v1/prompts", body)).Expect(201).Json.Id());
        made.Add((await other.PostAsync("/v1/prompts", new { title = word, content = "b", type = "code", tags = new[] { word, word + "2" }, models = new[] { word }, category = word, license = word })).Expect(201).Json.Id());
        foreach (var id in made) await other.LikeAsync(id);
        await Eventually.HoldsAsync(async () => Assert.Equal(7, (await server.Nobody.GetAsync($"/v1/prompts?tag={word}2")).Expect(200).Json.ItemIds().Length));
        var filters = new (string Name, string Value)[] { ("type", "code"), ("tag", word), ("model", word), ("category", word), ("license", word), ("author", owner.Handle) };
        foreach (var sort in (string[])["recent", "liked", "trending"])
        {
            Assert.Equal([match], (await server.Nobody.WalkAsync($"/v1/prompts?sort={sort}&" + string.Join('&', filters.Select(f => $"{f.Name}={f.Value}")), 1)).Select(p => p.Id()));
            // Without one of them, exactly the one that this filter kept out comes in.
            for (var i = 0; i < filters.Length; i++)
            {
                var query = string.Join('&', filters.Where((_, n) => n != i).Select(f => $"{f.Name}={f.Value}"));
                Assert.Equal(new[] { match, made[i + 1] }.Order(), (await server.Nobody.WalkAsync($"/v1/prompts?sort={sort}&{query}", 1)).Select(p => p.Id()).Order());
            }
        }
    }
}
