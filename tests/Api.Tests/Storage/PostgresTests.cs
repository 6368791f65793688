using PromptGrid.Api.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Storage;

/// <summary>The same host over PostgreSQL: the ways through every store, once.</summary>
public sealed class PostgresTests
{
    private static async Task<ApiServer> StartAsync() =>
        await ApiServer.StartAsync(("ConnectionStrings:Ledger", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()));

    [PostgresFact]
    public async Task Publishing_liking_forking_searching_and_trending_work_over_PostgreSQL_and_survive_a_restart()
    {
        await using var server = await StartAsync();
        var author = await server.SignUpAsync();
        var readers = await server.SignUpManyAsync(8);
        var word = Names.Word();
        var id = (await author.PublishAsync($"{word} über alles", "Grüße {{name}} 🦆", tags: [word])).Id();
        Assert.Equal("same-2", (await PublishTwiceAsync(author)).Text("slug"));
        await Task.WhenAll(readers.SelectMany(r => Enumerable.Range(0, 3).Select(_ => r.LikeAsync(id))));
        await readers[0].UnlikeAsync(id);
        await readers[1].SaveAsync(id);
        await readers[2].ForkAsync(id);
        await author.EditAsync(id, new { content = "Changed {{name}}" });

        async Task HoldsAsync()
        {
            await Eventually.HoldsAsync(async () =>
            {
                var counts = (await server.Nobody.ReadAsync(id)).At("counts");
                Assert.Equal((7, 1, 1), (counts.Number("likes"), counts.Number("saves"), counts.Number("forks")));
            });
            await Eventually.HoldsAsync(async () => Assert.Contains(id, await server.Nobody.SearchAsync(word)));
            await Eventually.HoldsAsync(async () => Assert.Equal(id, (await server.Nobody.GetAsync($"/v1/trending?scope=tag:{word}")).Expect(200).Json.ItemIds()[0]));
            await Eventually.HoldsAsync(async () => Assert.Equal(7, (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.likesReceived"].GetInt64()));
            Assert.Equal("Grüße {{name}} 🦆", (await server.Nobody.GetAsync($"/v1/prompts/{id}/versions/1")).Expect(200)["content"].GetString());
        }

        await HoldsAsync();
        await server.RestartAsync();
        await HoldsAsync();
        Assert.Equal("ok", (await server.Nobody.GetAsync("/healthz/ready")).Expect(200)["status"].GetString());
        (await author.GetAsync("/v1/me")).Expect(200);
    }

    [PostgresFact]
    public async Task Accounts_keys_cursors_and_imports_work_over_PostgreSQL()
    {
        await using var server = await StartAsync();
        var user = await server.SignUpAsync();
        (await server.Nobody.PostAsync("/v1/auth/register", new { handle = user.Handle, email = "other@example.com", password = ApiCaller.Password })).ExpectProblem(409, "conflict");
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = $"{user.Handle}@example.com", password = ApiCaller.Password })).Expect(200);

        var key = ("Idempotency-Key", "once");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => user.PostAsync("/v1/prompts", new { title = "Once", content = "x" }, key)));
        Assert.Single(answers.Select(a => a.Expect(201).Json.Id()).Distinct());

        var job = await user.ImportAsync("ndjson", string.Join('\n', Enumerable.Range(0, 300).Select(i => $$"""{"title":"Line {{i}}","content":"text {{i}}","externalId":"e{{i}}"}""")));
        Assert.Equal((300, 0), (job.Number("created"), job.Number("failed")));
        var all = await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 50);
        Assert.Equal(301, all.Select(p => p.Id()).Distinct().Count());

        var id = answers[0].Json.Id();
        await user.RemoveAsync(id);
        (await user.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
        foreach (var hostile in (string[])["a\\u0000b", "\\ud800"]) (await user.PostAsync("/v1/prompts", $$"""{"title":"{{hostile}}","content":"x"}""")).ExpectProblem(400, "validation");
    }

    private static async Task<JsonElement> PublishTwiceAsync(ApiCaller user)
    {
        await user.PublishAsync("Same");
        return await user.PublishAsync("Same");
    }
}
