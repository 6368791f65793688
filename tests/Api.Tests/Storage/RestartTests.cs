using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Storage;

public sealed class RestartTests
{
    [Fact]
    public async Task A_restart_keeps_everything_that_was_answered()
    {
        await using var server = await ApiServer.StartAsync();
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await author.PublishAsync($"{word} kept", "one", tags: [word])).Id();
        await author.EditAsync(id, new { content = "two" });
        var hidden = (await author.PublishAsync(visibility: "private")).Id();
        var removed = (await author.PublishAsync()).Id();
        await author.RemoveAsync(removed);
        await reader.LikeAsync(id);
        await reader.SaveAsync(id);
        var fork = (await reader.ForkAsync(id)).Id();
        var key = ("Idempotency-Key", "once");
        var first = (await author.PostAsync("/v1/prompts", new { title = "Keyed", content = "x" }, key)).Expect(201).Json.Id();
        for (var i = 0; i < 3; i++) await author.PublishAsync($"{word} {i}");
        await Eventually.HoldsAsync(async () => Assert.Equal(5, (await server.Nobody.SearchAsync(word)).Length));
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await reader.ReadAsync(id)).Number("counts.forks")));
        var before = await reader.ReadAsync(id);
        var cursor = (await author.GetAsync($"/v1/users/{author.Handle}/prompts?limit=2")).Expect(200)["nextCursor"].GetString()!;
        var listed = (await author.WalkAsync($"/v1/users/{author.Handle}/prompts", 100)).Select(p => p.Id()).ToList();

        await server.RestartAsync();

        var after = await reader.ReadAsync(id);
        foreach (var member in (string[])["title", "content", "slug", "version", "tags", "viewer", "createdAt", "updatedAt", "owner"]) Assert.Equal(before.At(member).GetRawText(), after.At(member).GetRawText());
        foreach (var counter in (string[])["likes", "saves", "forks"]) Assert.Equal(1, after.Number("counts." + counter));
        Assert.Equal("one", (await server.Nobody.GetAsync($"/v1/prompts/{id}/versions/1")).Expect(200)["content"].GetString());
        Assert.Equal(id, (await server.Nobody.ReadAsync(fork)).Text("forkedFrom.id"));
        Assert.Equal("private", (await author.ReadAsync(hidden)).Text("visibility"));
        (await author.GetAsync($"/v1/prompts/{removed}")).ExpectProblem(404, "not-found");
        Assert.Equal([id], (await reader.GetAsync("/v1/me/likes")).Expect(200).Json.ItemIds());

        // Tokens, cursors and idempotency keys were given before the restart.
        Assert.Equal(listed.Skip(2), (await author.GetAsync($"/v1/users/{author.Handle}/prompts?limit=100&cursor={cursor}")).Expect(200).Json.ItemIds());
        var again = (await author.PostAsync("/v1/prompts", new { title = "Keyed", content = "x" }, key)).Expect(201);
        Assert.Equal((first, "true"), (again.Json.Id(), again.Header("Idempotency-Replayed")));
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = author.Handle, password = ApiCaller.Password })).Expect(200);
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = reader.RefreshToken })).Expect(200);

        Assert.Equal(5, (await server.Nobody.SearchAsync(word)).Length);
        await Eventually.HoldsAsync(async () => Assert.Contains(id, (await server.Nobody.GetAsync($"/v1/trending?scope=tag:{word}")).Expect(200).Json.ItemIds()));
        Assert.Equal(2, await author.LikeAsync(id));
        await Eventually.HoldsAsync(async () => Assert.Equal(2, (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.likesReceived"].GetInt64()));
    }

    [Fact]
    public async Task A_stream_resumed_after_a_restart_never_misses_what_changed_meanwhile()
    {
        await using var server = await ApiServer.StartAsync();
        var users = await server.SignUpManyAsync(3);
        var id = (await users[0].PublishAsync()).Id();
        string last;
        using (var stream = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream"))
        {
            await stream.NextAsync();
            await users[0].LikeAsync(id);
            last = (await stream.UntilAsync(e => e.Json.Number("counts.likes") == 1)).Id;
        }

        await server.RestartAsync();
        await users[1].LikeAsync(id);
        await users[2].LikeAsync(id);
        using var resumed = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream", ("Last-Event-ID", last));
        var next = await resumed.NextAsync();
        Assert.Equal(("counters", 3), (next.Name, next.Json.Number("counts.likes")));
    }
}
