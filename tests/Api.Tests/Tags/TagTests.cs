using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Tags;

[Collection(Collections.Moderation)]
public sealed class TagTests(ModeratedServer moderated)
{
    private ApiServer Server => moderated.Server;

    private Task<Answer> AliasAsync(string alias, string? tag) => moderated.Moderator.SendAsync("PUT", $"/v1/tags/{alias}/alias", ApiCaller.JsonOf(new { tag }));

    [Fact]
    public async Task An_alias_means_its_tag_when_publishing_filtering_and_on_boards()
    {
        var owner = await Server.SignUpAsync();
        var (tag, alias) = (Names.Word(), Names.Word());
        var before = (await owner.PublishAsync(tags: [alias, "other"])).Id();
        await Eventually.HoldsAsync(async () => Assert.Equal([before], (await Server.Nobody.GetAsync($"/v1/prompts?tag={alias}")).Expect(200).Json.ItemIds()));
        var set = (await AliasAsync(alias.ToUpperInvariant(), "#" + tag)).Expect(200);
        Assert.Equal((alias, tag, 1), (set["alias"].GetString(), set["tag"].GetString(), set["retagged"].GetInt32()));
        Assert.Equal([tag, "other"], (await owner.ReadAsync(before)).At("tags").Strings());
        Assert.Equal(1, (await owner.ReadAsync(before)).Number("version.number"));

        var after = await owner.PublishAsync(tags: [alias, tag]);
        Assert.Equal([tag], after.At("tags").Strings());
        var edited = (await owner.PublishAsync()).Id();
        await owner.EditAsync(edited, new { tags = new[] { alias.ToUpperInvariant() } });
        Assert.Equal([tag], (await owner.ReadAsync(edited)).At("tags").Strings());
        string[] all = [before, after.Id(), edited];
        await owner.LikeAsync(before);
        foreach (var name in (string[])[tag, alias])
        {
            await Eventually.HoldsAsync(async () => Assert.Equal(all.Order(), (await Server.Nobody.GetAsync($"/v1/prompts?tag={name}")).Expect(200).Json.ItemIds().Order()));
            Assert.Equal(3, (await Server.Nobody.GetAsync($"/v1/search?tag={name}")).Expect(200)["total"].GetInt64());
            await Eventually.HoldsAsync(async () => Assert.Equal([before], (await Server.Nobody.GetAsync($"/v1/trending?scope=tag:{name}")).Expect(200).Json.ItemIds()));
        }

        Assert.Equal([(tag, 3L)], (await Server.Nobody.GetAsync($"/v1/tags?q={tag}")).Expect(200)["items"].EnumerateArray().Select(v => (v.Text("value"), v.Number("count"))));
        Assert.Empty((await Server.Nobody.GetAsync($"/v1/tags?q={alias}")).Expect(200)["items"].EnumerateArray());
        Assert.Contains((await Server.Nobody.WalkAsync("/v1/tags/aliases", 50)), a => a.Text("alias") == alias && a.Text("tag") == tag);
        Assert.Contains((await moderated.Moderator.WalkAsync("/v1/moderation/audit", 100)), e => e.Text("action") == "alias-set" && e.Text("reason") == $"{alias} means {tag}");

        (await moderated.Moderator.DeleteAsync($"/v1/tags/{alias}/alias")).Expect(204);
        Assert.Equal([alias], (await owner.PublishAsync(tags: [alias])).At("tags").Strings());
    }

    [Fact]
    public async Task Aliases_never_chain()
    {
        var (a, b, c) = (Names.Word(), Names.Word(), Names.Word());
        (await AliasAsync(a, b)).Expect(200);
        (await AliasAsync(b, c)).Expect(200);
        Assert.Equal([c], (await (await Server.SignUpAsync()).PublishAsync(tags: [a])).At("tags").Strings());
        (await AliasAsync(c, a)).ExpectInvalid("tag");
        (await AliasAsync(a, null)).ExpectInvalid("tag");
        (await AliasAsync(a, "#-")).ExpectInvalid("tag");
        var stranger = await Server.SignUpAsync();
        (await stranger.SendAsync("PUT", $"/v1/tags/{a}/alias", ApiCaller.JsonOf(new { tag = b }))).ExpectProblem(403, "forbidden");
        (await Server.Nobody.DeleteAsync($"/v1/tags/{a}/alias")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Refused_words_are_for_no_public_tag()
    {
        var owner = await Server.SignUpAsync();
        foreach (var tag in (string[])["shit", "holy-SHIT", "Flegel", "a grobian"]) (await owner.PostAsync("/v1/prompts", new { title = "a", content = "b", tags = new[] { "fine", tag } })).ExpectInvalid("tags");
        await owner.PublishAsync(tags: ["scunthorpe", "grobianisch", "class", "assassin"]);
        var mine = (await owner.PublishAsync(visibility: "private", tags: ["shit"])).Id();
        (await owner.PatchAsync($"/v1/prompts/{mine}", new { visibility = "public" }, ("If-Match", "*"))).ExpectInvalid("tags");
        await owner.EditAsync(mine, new { visibility = "public", tags = new[] { "fine" } });
        (await owner.PatchAsync($"/v1/prompts/{mine}", new { tags = new[] { "shit" } }, ("If-Match", "*"))).ExpectInvalid("tags");
        var job = await owner.ImportAsync("ndjson", "{\"title\":\"a\",\"content\":\"b\",\"tags\":[\"shit\"]}\n{\"title\":\"c\",\"content\":\"d\",\"tags\":[\"fine\"]}");
        Assert.Equal((1, 1), (job.Number("created"), job.Number("failed")));
    }

    [Fact]
    public async Task Refused_words_are_for_no_handle()
    {
        foreach (var handle in (string[])["grobian", "the-flegel", "shit-happens", "shit42"])
        {
            (await Server.Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = ApiCaller.Password })).ExpectInvalid("handle");
        }

        await Server.SignUpAsync("scunthorpe-fan");
        await Server.SignUpAsync("cockburn");
    }

    [Fact]
    public async Task Values_are_listed_by_use_or_by_name_and_by_prefix()
    {
        var owner = await Server.SignUpAsync();
        var word = Names.Word();
        for (var i = 0; i < 7; i++)
        {
            var body = new { title = "a", content = "b", tags = Enumerable.Range(0, i + 1).Select(n => $"{word}-{(char)('g' - n)}"), models = new[] { $"{word} M{i % 3}" }, category = $"{word} c" };
            (await owner.PostAsync("/v1/prompts", body)).Expect(201);
        }

        async Task<(string, long)[]> ListAsync(string path, int limit) => [.. (await Server.Nobody.WalkAsync(path, limit)).Select(v => (v.Text("value"), v.Number("count")))];
        (string, long)[] expected = [.. Enumerable.Range(0, 7).Select(n => ($"{word}-{(char)('g' - n)}", 7L - n))];
        await Eventually.HoldsAsync(async () => Assert.Equal(expected, await ListAsync($"/v1/tags?q={word}", 100)));
        foreach (var limit in (int[])[1, 3])
        {
            Assert.Equal(expected, await ListAsync($"/v1/tags?q={word.ToUpperInvariant()}", limit));
            Assert.Equal(expected.OrderBy(v => v.Item1, StringComparer.Ordinal), await ListAsync($"/v1/tags?sort=name&q={word}", limit));
        }

        Assert.Equal([($"{word}-c", 3L)], await ListAsync($"/v1/tags?q={word}-c", 5));
        Assert.Equal([($"{word} M0", 3L), ($"{word} M1", 2L), ($"{word} M2", 2L)], await ListAsync($"/v1/models?q={word}", 2));
        Assert.Equal([($"{word} c", 7L)], await ListAsync($"/v1/categories?q={word}&sort=name", 2));
        (await Server.Nobody.GetAsync("/v1/tags?sort=recent")).ExpectInvalid("sort");
        (await Server.Nobody.GetAsync($"/v1/tags?q={new string('x', 101)}")).ExpectInvalid("q");
    }
}
