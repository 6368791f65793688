using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Live;

[Collection(Collections.Discovery)]
public sealed class BoardStreamTests(ApiServer server)
{
    [Fact]
    public async Task A_watcher_gets_the_board_and_then_the_change_that_a_like_makes()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync("Watched", tags: [word])).Id();
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/trending/stream?window=hour&scope=tag:{word}");
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no-cache", stream.Response.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);

        var snapshot = await stream.NextAsync();
        Assert.Equal("snapshot", snapshot.Name);
        Assert.Equal(0, snapshot.Json.At("items").GetArrayLength());
        Assert.Equal(snapshot.Id, snapshot.Json.At("revision").GetRawText());

        await user.LikeAsync(id);
        var diff = await stream.UntilAsync(e => e.Name == "board" && e.Json.At("changed").GetArrayLength() > 0);
        Assert.True(long.Parse(diff.Id, System.Globalization.CultureInfo.InvariantCulture) > long.Parse(snapshot.Id, System.Globalization.CultureInfo.InvariantCulture));
        var item = diff.Json.At("changed")[0];
        Assert.Equal((id, 1, 1), (item.Text("prompt.id"), item.Number("rank"), item.Number("prompt.counts.likes")));

        await user.RemoveAsync(id);
        var gone = await stream.UntilAsync(e => e.Json.At("removed").GetArrayLength() > 0);
        Assert.Equal([id], gone.Json.At("removed").Strings());
    }

    [Fact]
    public async Task Diffs_applied_to_the_snapshot_give_the_board()
    {
        var users = await server.SignUpManyAsync(4);
        var word = Names.Word();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add((await users[0].PublishAsync(tags: [word])).Id());
        await users[0].LikeAsync(ids[0]);
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/trending/stream?window=day&scope=tag:{word}");
        var board = (await stream.NextAsync()).Json.At("items").EnumerateArray().ToDictionary(i => i.Text("prompt.id"), i => i.Number("rank"));
        for (var i = 1; i < 4; i++)
        {
            foreach (var user in users[..(i + 1)]) await user.LikeAsync(ids[i]);
        }

        await users[0].UnlikeAsync(ids[0]);
        string[] expected = [ids[3], ids[2], ids[1]];
        while (!board.OrderBy(b => b.Value).Select(b => b.Key).SequenceEqual(expected))
        {
            var diff = (await stream.UntilAsync(e => e.Name == "board")).Json;
            foreach (var id in diff.At("removed").Strings()) board.Remove(id);
            foreach (var item in diff.At("changed").EnumerateArray()) board[item.Text("prompt.id")] = item.Number("rank");
        }

        await Eventually.HoldsAsync(async () => Assert.Equal(expected, (await server.Nobody.GetAsync($"/v1/trending?window=day&scope=tag:{word}")).Expect(200).Json.ItemIds()));
    }

    [Fact]
    public async Task Who_comes_back_with_the_present_event_id_gets_a_heartbeat_instead_of_a_snapshot()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync(tags: [word])).Id();
        var path = $"/v1/trending/stream?window=hour&scope=tag:{word}";
        using var first = await server.Nobody.OpenStreamAsync(path);
        var snapshot = await first.NextAsync();

        using var second = await server.Nobody.OpenStreamAsync(path, ("Last-Event-ID", snapshot.Id));
        var heartbeat = await second.NextAsync();
        Assert.Equal("", heartbeat.Name);
        Assert.NotEmpty(heartbeat.Data);
        await user.LikeAsync(id);
        Assert.Equal("board", (await second.NextAsync()).Name);

        using var third = await server.Nobody.OpenStreamAsync(path, ("Last-Event-ID", snapshot.Id));
        Assert.Equal("snapshot", (await third.NextAsync()).Name);
        using var forged = await server.Nobody.OpenStreamAsync(path, ("Last-Event-ID", "not an id 🦆"));
        Assert.Equal("snapshot", (await forged.NextAsync()).Name);
    }
}
