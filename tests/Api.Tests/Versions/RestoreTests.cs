using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Versions;

[Collection(Collections.Prompts)]
public sealed class RestoreTests(ApiServer server)
{
    private static async Task<string> TagAsync(ApiCaller owner, string id) => (await owner.GetAsync($"/v1/prompts/{id}")).Expect(200).Header("ETag")!;

    [Fact]
    public async Task An_old_version_becomes_the_next_one()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync("First title", "first {{a}}")).Id();
        await owner.EditAsync(id, new { title = "Second title", content = "second {{b}}" });
        var answer = (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore", new { note = "The first was better" }, ("If-Match", await TagAsync(owner, id)))).Expect(201);
        Assert.Equal($"/v1/prompts/{id}/versions/3", answer.Header("Location"));
        Assert.Equal(("first {{a}}", 3, "The first was better"), (answer["content"].GetString(), answer["version.number"].GetInt32(), answer["version.note"].GetString()));
        var prompt = await owner.ReadAsync(id);
        Assert.Equal(("first {{a}}", "Second title", 3, "a"), (prompt.Text("content"), prompt.Text("title"), prompt.Number("version.number"), prompt.At("variables")[0].Text("name")));
        Assert.Equal([3, 2, 1], (await owner.GetAsync($"/v1/prompts/{id}/versions")).Expect(200)["items"].EnumerateArray().Select(v => v.Number("number")));
        Assert.True((await owner.GetAsync($"/v1/prompts/{id}/diff?from=1&to=3")).Expect(200)["diff.identical"].GetBoolean());
    }

    [Fact]
    public async Task Restoring_what_is_there_makes_no_version()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync()).Id();
        var answer = (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore", null, ("If-Match", "*"))).Expect(200);
        Assert.Equal(1, answer["version.number"].GetInt32());
        Assert.Equal(1, (await owner.ReadAsync(id)).Number("version.number"));
    }

    [Fact]
    public async Task It_needs_the_newest_ETag()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: "one")).Id();
        var stale = await TagAsync(owner, id);
        await owner.EditAsync(id, new { content = "two" });
        (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore")).ExpectProblem(428, "precondition-required");
        (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore", null, ("If-Match", stale))).ExpectProblem(412, "precondition-failed");
        Assert.Equal("two", (await owner.ReadAsync(id)).Text("content"));
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_even_with_an_ETag_that_is_old_by_now()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: "one")).Id();
        await owner.EditAsync(id, new { content = "two" });
        var tag = await TagAsync(owner, id);
        var key = ("Idempotency-Key", Names.Next("restore-"));
        var first = (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore", null, ("If-Match", tag), key)).Expect(201);
        await owner.EditAsync(id, new { content = "four" });
        var again = (await owner.PostAsync($"/v1/prompts/{id}/versions/1/restore", null, ("If-Match", tag), key)).Expect(201);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(4, (await owner.ReadAsync(id)).Number("version.number"));
        (await owner.PostAsync($"/v1/prompts/{id}/versions/2/restore", null, ("If-Match", tag), key)).ExpectProblem(409, "conflict");
    }

    [Fact]
    public async Task It_is_the_owners_alone()
    {
        var owner = await server.SignUpAsync();
        var stranger = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: "one")).Id();
        await owner.EditAsync(id, new { content = "two" });
        var path = $"/v1/prompts/{id}/versions/1/restore";
        (await server.Nobody.PostAsync(path, null, ("If-Match", "*"))).ExpectProblem(401, "unauthenticated");
        (await stranger.PostAsync(path, null, ("If-Match", "*"))).ExpectProblem(403, "forbidden");
        await owner.EditAsync(id, new { visibility = "private" });
        (await stranger.PostAsync(path, null, ("If-Match", "*"))).ExpectProblem(404, "not-found");
        foreach (var number in (string[])["0", "3", "x", "99999999999"])
        {
            (await owner.PostAsync($"/v1/prompts/{id}/versions/{number}/restore", null, ("If-Match", "*"))).ExpectProblem(404, "not-found");
        }
    }
}
