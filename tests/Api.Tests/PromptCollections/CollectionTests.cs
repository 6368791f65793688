using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.PromptCollections;

[Collection(Collections.Moderation)]
public sealed class CollectionTests(ModeratedServer moderated)
{
    private ApiServer Server => moderated.Server;

    private static async Task<JsonElement> MakeAsync(ApiCaller owner, string name = "Best of", string? visibility = null) =>
        (await owner.PostAsync("/v1/collections", new { name, visibility })).Expect(201).Json;

    private static async Task<string[]> PromptsAsync(ApiCaller caller, string id) => [.. (await caller.WalkAsync($"/v1/collections/{id}/prompts", 2)).Select(p => p.Id())];

    private static Task<Answer> PutAsync(ApiCaller owner, string id, string prompt, int? position = null) =>
        owner.SendAsync("PUT", $"/v1/collections/{id}/prompts/{prompt}", position is null ? null : ApiCaller.JsonOf(new { position }));

    [Fact]
    public async Task A_collection_keeps_its_prompts_in_order()
    {
        var owner = await Server.SignUpAsync();
        string[] p = [(await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id()];
        var made = (await owner.PostAsync("/v1/collections", new { name = " For writers ", description = "What I use.", visibility = "public" })).Expect(201);
        var id = made.Json.Id();
        Assert.StartsWith("col_", id);
        Assert.Equal("/v1/collections/" + id, made.Header("Location"));
        Assert.Equal(("For writers", "What I use.", owner.Handle), (made["name"].GetString(), made["description"].GetString(), made["owner.handle"].GetString()));
        foreach (var prompt in p) (await PutAsync(owner, id, prompt)).Expect(200);
        Assert.Equal(p, await PromptsAsync(Server.Nobody, id));
        Assert.Equal(4, (await PutAsync(owner, id, p[3], 0)).Expect(200)["count"].GetInt64());
        Assert.Equal([p[3], p[0], p[1], p[2]], await PromptsAsync(Server.Nobody, id));
        (await PutAsync(owner, id, p[3])).Expect(200);
        (await PutAsync(owner, id, p[0], 99)).Expect(200);
        Assert.Equal([p[3], p[1], p[2], p[0]], await PromptsAsync(owner, id));
        (await owner.SendAsync("PUT", $"/v1/collections/{id}/order", ApiCaller.JsonOf(new { prompts = new[] { p[2], p[3] } }))).Expect(200);
        Assert.Equal([p[2], p[3], p[1], p[0]], await PromptsAsync(owner, id));
        (await owner.DeleteAsync($"/v1/collections/{id}/prompts/{p[3]}")).Expect(204);
        (await owner.DeleteAsync($"/v1/collections/{id}/prompts/{p[3]}")).Expect(204);
        Assert.Equal([p[2], p[1], p[0]], await PromptsAsync(owner, id));
    }

    [Fact]
    public async Task Prompts_that_the_reader_may_not_see_are_left_out_and_not_counted()
    {
        var (owner, other, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync(), await Server.SignUpAsync());
        var word = Names.Word();
        string[] p = [(await owner.PublishAsync(tags: [word])).Id(), (await owner.PublishAsync(visibility: "private")).Id(), (await other.PublishAsync(tags: [word])).Id(), (await other.PublishAsync(tags: [word])).Id()];
        var id = (await MakeAsync(owner, visibility: "public")).Id();
        foreach (var prompt in p) (await PutAsync(owner, id, prompt)).Expect(200);
        await Eventually.HoldsAsync(async () => Assert.Equal(3, (await Server.Nobody.GetAsync($"/v1/prompts?tag={word}")).Expect(200).Json.ItemIds().Length));
        await moderated.DecideAsync(p[2], "hide", "x");
        await other.RemoveAsync(p[3]);
        await Eventually.HoldsAsync(async () => Assert.Single((await Server.Nobody.GetAsync($"/v1/prompts?tag={word}")).Expect(200).Json.ItemIds()));
        Assert.Equal([p[0]], await PromptsAsync(Server.Nobody, id));
        Assert.Equal([p[0]], await PromptsAsync(stranger, id));
        Assert.Equal([p[0], p[1]], await PromptsAsync(owner, id));
        Assert.Equal([p[0], p[2]], await PromptsAsync(other, id));
        Assert.Equal([p[0], p[2]], await PromptsAsync(moderated.Moderator, id));
        Assert.Equal(4, (await owner.GetAsync($"/v1/collections/{id}")).Expect(200)["count"].GetInt64());
        // The index, which counts, follows within a second.
        foreach (var caller in (ApiCaller[])[Server.Nobody, stranger, moderated.Moderator])
        {
            await Eventually.HoldsAsync(async () => Assert.Equal(1, (await caller.GetAsync($"/v1/collections/{id}")).Expect(200)["count"].GetInt64()));
        }

    }

    [Theory]
    [InlineData("public", true, true)]
    [InlineData("unlisted", true, false)]
    [InlineData("private", false, false)]
    public async Task Who_sees_a_collection(string visibility, bool strangersRead, bool listed)
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await MakeAsync(owner, visibility: visibility)).Id();
        foreach (var caller in (ApiCaller[])[Server.Nobody, stranger, moderated.Moderator])
        {
            foreach (var path in (string[])[$"/v1/collections/{id}", $"/v1/collections/{id}/prompts"])
            {
                var answer = await caller.GetAsync(path);
                if (strangersRead) answer.Expect(200);
                else answer.ExpectProblem(404, "not-found");
            }

            Assert.Equal(listed ? [id] : [], (await caller.GetAsync($"/v1/users/{owner.Handle}/collections")).Expect(200).Json.ItemIds());
        }

        (await owner.GetAsync($"/v1/collections/{id}")).Expect(200);
        Assert.Equal([id], (await owner.GetAsync($"/v1/users/{owner.Handle}/collections")).Expect(200).Json.ItemIds());
        var code = strangersRead ? (403, "forbidden") : (404, "not-found");
        var prompt = (await stranger.PublishAsync()).Id();
        (await stranger.PatchAsync($"/v1/collections/{id}", new { name = "Mine" }, ("If-Match", "*"))).ExpectProblem(code.Item1, code.Item2);
        (await stranger.DeleteAsync($"/v1/collections/{id}")).ExpectProblem(code.Item1, code.Item2);
        (await PutAsync(stranger, id, prompt)).ExpectProblem(code.Item1, code.Item2);
        (await stranger.DeleteAsync($"/v1/collections/{id}/prompts/{prompt}")).ExpectProblem(code.Item1, code.Item2);
        (await Server.Nobody.DeleteAsync($"/v1/collections/{id}")).ExpectProblem(401, "unauthenticated");
        var follow = await stranger.PutAsync($"/v1/collections/{id}/follow");
        if (strangersRead) follow.Expect(200);
        else follow.ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Edits_need_the_newest_ETag_and_visibility_moves_the_lists()
    {
        var owner = await Server.SignUpAsync();
        var id = (await MakeAsync(owner)).Id();
        var tag = (await owner.GetAsync($"/v1/collections/{id}")).Expect(200).Header("ETag")!;
        (await owner.GetAsync($"/v1/collections/{id}", ("If-None-Match", tag))).Expect(304);
        (await owner.PatchAsync($"/v1/collections/{id}", new { name = "b" })).ExpectProblem(428, "precondition-required");
        var edited = (await owner.PatchAsync($"/v1/collections/{id}", new { name = "b", visibility = "public" }, ("If-Match", tag))).Expect(200);
        Assert.Equal(("b", "public"), (edited["name"].GetString(), edited["visibility"].GetString()));
        (await owner.PatchAsync($"/v1/collections/{id}", new { name = "c" }, ("If-Match", tag))).ExpectProblem(412, "precondition-failed");
        (await owner.PatchAsync($"/v1/collections/{id}", new { name = "c" }, ("If-Match", edited.Header("ETag")!))).Expect(200);
        Assert.Equal([id], (await Server.Nobody.GetAsync($"/v1/users/{owner.Handle}/collections")).Expect(200).Json.ItemIds());
        (await owner.PatchAsync($"/v1/collections/{id}", new { visibility = "private" }, ("If-Match", "*"))).Expect(200);
        Assert.Empty((await Server.Nobody.GetAsync($"/v1/users/{owner.Handle}/collections")).Expect(200).Json.ItemIds());
        (await owner.DeleteAsync($"/v1/collections/{id}")).Expect(204);
        (await owner.DeleteAsync($"/v1/collections/{id}")).ExpectProblem(404, "not-found");
        (await owner.GetAsync($"/v1/collections/{id}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Saves_are_everybodys_default_collection()
    {
        var (owner, reader) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        string[] p = [(await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id()];
        await reader.SaveAsync(p[0]);
        (await PutAsync(reader, "saved", p[1])).Expect(200);
        Assert.Equal([p[1], p[0]], (await reader.GetAsync("/v1/me/saves")).Expect(200).Json.ItemIds());
        Assert.Equal([p[1], p[0]], await PromptsAsync(reader, "saved"));
        var saved = (await reader.GetAsync("/v1/collections/saved")).Expect(200);
        Assert.Equal(("saved", "Saved", "private", true, 2L), (saved.Json.Id(), saved["name"].GetString(), saved["visibility"].GetString(), saved["isDefault"].GetBoolean(), saved["count"].GetInt64()));
        (await reader.DeleteAsync($"/v1/collections/saved/prompts/{p[0]}")).Expect(204);
        Assert.Equal(0, (await owner.ReadAsync(p[0])).Number("counts.saves"));
        var ids = new List<string> { "saved" };
        for (var i = 0; i < 5; i++) ids.Insert(1, (await MakeAsync(reader, $"No. {i}")).Id());
        foreach (var limit in (int[])[1, 2, 100]) Assert.Equal(ids, (await reader.WalkAsync("/v1/collections", limit)).Select(c => c.Id()));
        (await Server.Nobody.GetAsync("/v1/collections/saved")).ExpectProblem(404, "not-found");
        (await reader.DeleteAsync("/v1/collections/saved")).ExpectProblem(403, "forbidden");
        (await reader.PatchAsync("/v1/collections/saved", new { visibility = "public" }, ("If-Match", "*"))).ExpectProblem(403, "forbidden");
        (await owner.GetAsync("/v1/collections/saved/prompts")).Expect(200);
        Assert.Empty(await PromptsAsync(owner, "saved"));
    }

    [Fact]
    public async Task Followers_are_counted_exactly()
    {
        var owner = await Server.SignUpAsync();
        var id = (await MakeAsync(owner, visibility: "public")).Id();
        var followers = await Server.SignUpManyAsync(8);
        await Task.WhenAll(followers.Concat(followers).Select(f => f.PutAsync($"/v1/collections/{id}/follow")));
        Assert.Equal(8, (await owner.GetAsync($"/v1/collections/{id}")).Expect(200)["followers"].GetInt64());
        Assert.True((await followers[0].GetAsync($"/v1/collections/{id}")).Expect(200)["viewer.following"].GetBoolean());
        Assert.Equal([id], (await followers[0].GetAsync("/v1/me/followed-collections")).Expect(200).Json.ItemIds());
        var ended = (await followers[0].DeleteAsync($"/v1/collections/{id}/follow")).Expect(200);
        Assert.Equal((false, 7L), (ended["following"].GetBoolean(), ended["followers"].GetInt64()));
        Assert.Empty((await followers[0].GetAsync("/v1/me/followed-collections")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        var owner = await Server.SignUpAsync();
        var prompt = (await owner.PublishAsync()).Id();
        (await owner.PostAsync("/v1/collections", new { name = "" })).ExpectInvalid("name");
        (await owner.PostAsync("/v1/collections", new { })).ExpectInvalid("name");
        (await owner.PostAsync("/v1/collections", new { name = new string('x', 101) })).ExpectInvalid("name");
        (await owner.PostAsync("/v1/collections", new { name = "a", visibility = "secret" })).ExpectInvalid("visibility");
        var id = (await MakeAsync(owner)).Id();
        (await PutAsync(owner, id, prompt, -1)).ExpectInvalid("position");
        (await PutAsync(owner, id, "prm_00000000000000000000000000")).ExpectProblem(404, "not-found");
        (await owner.SendAsync("PUT", $"/v1/collections/{id}/order", ApiCaller.JsonOf(new { prompts = new[] { prompt } }))).ExpectInvalid("prompts");
        (await owner.SendAsync("PUT", $"/v1/collections/{id}/order", ApiCaller.JsonOf(new { }))).ExpectInvalid("prompts");
        (await owner.GetAsync("/v1/collections/col_x")).ExpectProblem(404, "not-found");
        var key = ("Idempotency-Key", Names.Next("col-"));
        var first = (await owner.PostAsync("/v1/collections", new { name = "once" }, key)).Expect(201);
        Assert.Equal(first.Json.Id(), (await owner.PostAsync("/v1/collections", new { name = "once" }, key)).Expect(201).Json.Id());
    }

    [Fact]
    public async Task Nobody_has_more_than_200()
    {
        var owner = await Server.SignUpAsync();
        for (var i = 0; i < 200; i++) await MakeAsync(owner, $"No. {i}");
        (await owner.PostAsync("/v1/collections", new { name = "One more" })).ExpectProblem(409, "conflict");
        var one = (await owner.GetAsync("/v1/collections?limit=2")).Expect(200).Json.ItemIds()[1];
        (await owner.DeleteAsync($"/v1/collections/{one}")).Expect(204);
        await MakeAsync(owner, "One more");
    }

    [Fact]
    public async Task A_user_who_goes_takes_their_collections_and_their_following_along()
    {
        var (owner, other) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var mine = (await MakeAsync(owner, visibility: "public")).Id();
        var theirs = (await MakeAsync(other, visibility: "public")).Id();
        var gone = (await MakeAsync(other, visibility: "public")).Id();
        foreach (var id in (string[])[theirs, gone]) (await owner.PutAsync($"/v1/collections/{id}/follow")).Expect(200);
        (await other.DeleteAsync($"/v1/collections/{gone}")).Expect(204);
        (await owner.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await Eventually.HoldsAsync(async () =>
        {
            (await other.GetAsync($"/v1/collections/{mine}")).ExpectProblem(404, "not-found");
            Assert.Equal(0, (await other.GetAsync($"/v1/collections/{theirs}")).Expect(200)["followers"].GetInt64());
        });
    }
}
