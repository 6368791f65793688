using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Trending;

[Collection(Collections.Discovery)]
public sealed class TrendingTests(ApiServer server)
{
    private async Task<string[]> BoardAsync(string query) => (await server.Nobody.GetAsync("/v1/trending?" + query)).Expect(200).Json.ItemIds();

    [Fact]
    public async Task A_liked_prompt_is_on_the_boards_of_all_windows_and_its_scopes()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync(type: "video", tags: [word], category: word)).Id();
        await user.LikeAsync(id);
        foreach (var window in (string[])["hour", "day", "week", "month"])
        {
            foreach (var scope in (string[])["global", "type:video", $"category:{word}", $"tag:{word}", $"tag:{word.ToUpperInvariant()}"])
            {
                await Eventually.HoldsAsync(async () => Assert.Contains(id, await BoardAsync($"limit=100&window={window}&scope={scope}")));
            }
        }

        var board = (await server.Nobody.GetAsync($"/v1/trending?window=hour&scope=tag:{word}")).Expect(200);
        Assert.Superset(new HashSet<string> { "window", "scope", "asOf", "items" }, board.Json.MemberNames().ToHashSet());
        Assert.Equal(("hour", $"tag:{word}"), (board["window"].GetString(), board["scope"].GetString()));
        var item = board["items"][0];
        Assert.Equal(["previousRank", "prompt", "rank", "score"], item.MemberNames());
        Assert.Equal(1, item.Number("rank"));
        Assert.InRange(item.At("score").GetDouble(), 0.9, 1.0);
        Assert.DoesNotContain(id, await BoardAsync("limit=100&scope=type:audio"));
        Assert.Equal("day", (await server.Nobody.GetAsync("/v1/trending"))["window"].GetString());
    }

    [Fact]
    public async Task Callers_who_ask_for_different_lengths_at_once_get_their_own()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        for (var i = 0; i < 3; i++) await user.LikeAsync((await user.PublishAsync(tags: [word])).Id());
        var query = $"scope=tag:{word}";
        await Eventually.HoldsAsync(async () => Assert.Equal(3, (await BoardAsync(query)).Length));
        var whole = await BoardAsync(query);
        var boards = await Task.WhenAll(Enumerable.Range(1, 100).Select(limit => BoardAsync($"{query}&limit={limit}")));
        for (var limit = 1; limit <= boards.Length; limit++) Assert.Equal(whole.Take(limit), boards[limit - 1]);
    }

    [Fact]
    public async Task Boards_rank_by_weight_of_signals_and_an_undone_like_falls_away()
    {
        var users = await server.SignUpManyAsync(3);
        var word = Names.Word();
        var liked = (await users[0].PublishAsync(tags: [word])).Id();
        var saved = (await users[0].PublishAsync(tags: [word])).Id();
        var forked = (await users[0].PublishAsync(tags: [word])).Id();
        await users[1].LikeAsync(liked);
        await users[1].SaveAsync(saved);
        await users[1].ForkAsync(forked);
        await Eventually.HoldsAsync(async () => Assert.Equal([forked, saved, liked], (await BoardAsync($"scope=tag:{word}")).Intersect([forked, saved, liked])));
        foreach (var user in users) await user.LikeAsync(liked);
        foreach (var user in users) await user.SaveAsync(liked);
        await Eventually.HoldsAsync(async () => Assert.Equal(liked, (await BoardAsync($"scope=tag:{word}"))[0]));
        foreach (var user in users) (await user.DeleteAsync($"/v1/prompts/{liked}/save")).Expect(200);
        foreach (var user in users) await user.UnlikeAsync(liked);
        await Eventually.HoldsAsync(async () => Assert.DoesNotContain(liked, await BoardAsync($"scope=tag:{word}")));
    }

    [Theory]
    [InlineData("unlisted")]
    [InlineData("private")]
    [InlineData("deleted")]
    public async Task What_is_no_longer_public_is_on_no_board(string end)
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await user.PublishAsync(tags: [word])).Id();
        await user.LikeAsync(id);
        await Eventually.HoldsAsync(async () => Assert.Equal([id], await BoardAsync($"scope=tag:{word}")));
        if (end == "deleted") await user.RemoveAsync(id);
        else await user.EditAsync(id, new { visibility = end });
        await Eventually.HoldsAsync(async () => Assert.Empty(await BoardAsync($"scope=tag:{word}")));
        Assert.DoesNotContain(id, await BoardAsync("limit=100"));
    }

    [Theory]
    [InlineData("window=year", "window")]
    [InlineData("window=DAY", "window")]
    [InlineData("window=day&window=hour", "window")]
    [InlineData("scope=galaxy", "scope")]
    [InlineData("scope=type:poem", "scope")]
    [InlineData("scope=tag:", "scope")]
    [InlineData("scope=:x", "scope")]
    [InlineData("scope=tag:a%00b", "scope")]
    [InlineData("scope=tag:%23-_", "scope")]
    public async Task An_unknown_window_or_scope_is_refused_once_and_as_a_stream(string query, string field)
    {
        (await server.Nobody.GetAsync("/v1/trending?" + query)).ExpectInvalid(field);
        (await server.Nobody.GetAsync("/v1/trending/stream?" + query)).ExpectInvalid(field);
    }
}
