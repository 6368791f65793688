using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Live;

[Collection(Collections.Discovery)]
public sealed class PromptStreamTests(ApiServer server)
{
    [Fact]
    public async Task A_watcher_sees_every_counter_move()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        var first = await stream.NextAsync();
        Assert.Equal("counters", first.Name);
        Assert.NotEmpty(first.Id);
        Assert.Equal(id, first.Json.Id());
        Assert.Equal(0, first.Json.Number("counts.likes"));

        await user.LikeAsync(id);
        await stream.UntilAsync(e => e.Json.Number("counts.likes") == 1);
        await user.SaveAsync(id);
        await user.ForkAsync(id);
        await stream.UntilAsync(e => e.Json.Number("counts.saves") == 1 && e.Json.Number("counts.forks") == 1);
        await user.EditAsync(id, new { content = "changed" });
        await stream.UntilAsync(e => e.Json.Number("version") == 2);
        await user.UnlikeAsync(id);
        await stream.UntilAsync(e => e.Json.Number("counts.likes") == 0);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("deleted")]
    public async Task The_stream_says_that_the_prompt_is_gone_and_ends(string end)
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        await stream.NextAsync();
        if (end == "deleted") await user.RemoveAsync(id);
        else await user.EditAsync(id, new { visibility = end });
        await stream.UntilAsync(e => e.Name == "gone");
        Assert.Null(await stream.NextOrEndAsync());
        (await server.Nobody.GetAsync($"/v1/prompts/{id}/stream")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_prompt_that_was_hidden_and_shown_again_is_watched_as_before()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        using var before = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        await before.NextAsync();
        await user.EditAsync(id, new { visibility = "private" });
        await before.UntilAsync(e => e.Name == "gone");
        await user.EditAsync(id, new { visibility = "public" });
        await Eventually.HoldsAsync(async () => (await server.Nobody.GetAsync($"/v1/prompts/{id}/raw")).Expect(200));

        using var after = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        Assert.Equal("counters", (await after.NextAsync()).Name);
        await user.LikeAsync(id);
        await after.UntilAsync(e => e.Name == "counters" && e.Json.Number("counts.likes") == 1);
    }

    [Fact]
    public async Task The_owner_may_watch_a_private_prompt()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(visibility: "private")).Id();
        using var stream = await user.OpenStreamAsync($"/v1/prompts/{id}/stream");
        Assert.Equal("counters", (await stream.NextAsync()).Name);
        await user.LikeAsync(id);
        await stream.UntilAsync(e => e.Json.Number("counts.likes") == 1);
    }

    [Fact]
    public async Task A_quiet_stream_gets_a_heartbeat_comment()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        await stream.NextAsync();
        var heartbeat = await stream.NextAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("", ""), (heartbeat.Name, heartbeat.Id));
        Assert.NotEmpty(heartbeat.Data);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_streams_at_once()
    {
        await using var own = await ApiServer.StartAsync();
        var id = (await (await own.SignUpAsync()).PublishAsync()).Id();
        using var board = await own.Nobody.OpenStreamAsync("/v1/trending/stream");
        using var prompt = await own.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        await board.NextAsync();
        await prompt.NextAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await own.App.StopAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"Stopping took {watch.Elapsed}.");
        Assert.Null(await board.NextOrEndAsync());
        Assert.Null(await prompt.NextOrEndAsync());
    }

    [Fact]
    public async Task Streams_are_counted_while_they_are_open()
    {
        await using var own = await ApiServer.StartAsync();
        var id = (await (await own.SignUpAsync()).PublishAsync()).Id();
        async Task WatchersAsync(int count) => await Eventually.HoldsAsync(async () => Assert.Equal(count, (await own.Nobody.GetAsync("/v1/stats")).Expect(200)["watchers"].GetInt32()));
        var streams = new List<EventStream>();
        for (var i = 0; i < 3; i++) streams.Add(await own.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream"));
        await WatchersAsync(3);
        foreach (var stream in streams) stream.Dispose();
        await WatchersAsync(0);
    }
}
