using System.Collections.Concurrent;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Feed;

[Collection(Collections.Social)]
public sealed class FeedTests(ApiServer server)
{
    private static async Task ShowsAsync(ApiCaller reader, params string[] ids) =>
        await Eventually.HoldsAsync(async () => Assert.Equal(ids, (await reader.GetAsync("/v1/feed?limit=100")).Expect(200).Json.ItemIds()));

    [Fact]
    public async Task The_feed_has_public_prompts_of_followed_users_and_tags_newest_first_and_each_once()
    {
        var (reader, author, stranger) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var (tag, second) = (Names.Word(), Names.Word());
        await reader.FollowAsync(author);
        await reader.PutAsync($"/v1/tags/{tag}/follow");
        await reader.PutAsync($"/v1/tags/{second}/follow");
        var byUser = (await author.PublishAsync()).Id();
        var byTag = (await stranger.PublishAsync(tags: [tag.ToUpperInvariant()])).Id();
        var byAll = (await author.PublishAsync(tags: [tag, second])).Id();
        await stranger.PublishAsync(tags: [Names.Word()]);
        await author.PublishAsync(visibility: "private", tags: [tag]);
        await author.PublishAsync(visibility: "unlisted", tags: [tag]);
        await ShowsAsync(reader, byAll, byTag, byUser);
        Assert.Equal([byAll, byTag, byUser], (await reader.WalkAsync("/v1/feed", 1)).Select(p => p.Id()));

        await reader.DeleteAsync($"/v1/tags/{tag}/follow");
        await ShowsAsync(reader, byAll, byUser);
        await reader.DeleteAsync($"/v1/users/{author.Handle}/follow");
        await ShowsAsync(reader, byAll);
        (await server.Nobody.GetAsync("/v1/feed")).ExpectProblem(401, "unauthenticated");
        foreach (var query in (string[])["limit=0", "limit=x", "cursor=x"]) (await reader.GetAsync($"/v1/feed?{query}")).ExpectProblem(400, "validation");
    }

    [Fact]
    public async Task What_is_not_public_any_more_disappears_at_once_and_what_becomes_public_appears_on_top()
    {
        var (reader, author) = (await server.SignUpAsync(), await server.SignUpAsync());
        await reader.FollowAsync(author);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add((await author.PublishAsync()).Id());
        await ShowsAsync(reader, [.. ids.AsEnumerable().Reverse()]);
        await author.EditAsync(ids[4], new { visibility = "private" });
        await author.EditAsync(ids[3], new { visibility = "unlisted" });
        await author.RemoveAsync(ids[2]);
        Assert.Equal([ids[1], ids[0]], (await reader.GetAsync("/v1/feed")).Expect(200).Json.ItemIds());
        await author.EditAsync(ids[4], new { visibility = "public" });
        await ShowsAsync(reader, ids[4], ids[1], ids[0]);
        // An edit that leaves it public leaves it where it is; its tags decide anew in whose feeds it stands.
        var tag = Names.Word();
        await author.EditAsync(ids[0], new { title = "Another", tags = (string[])[tag] });
        var follower = await server.SignUpAsync();
        await follower.PutAsync($"/v1/tags/{tag}/follow");
        await ShowsAsync(follower, ids[0]);
        await ShowsAsync(reader, ids[4], ids[1], ids[0]);
        await author.EditAsync(ids[0], new { tags = (string[])[] });
        await ShowsAsync(follower);
    }

    [Fact]
    public async Task What_moderators_hide_is_in_no_feed_until_they_restore_it()
    {
        await using var moderated = await ApiServer.StartAsync(("PROMPTGRID_MODERATORS", "chief"));
        var (chief, owner, reader) = (await moderated.SignUpAsync("chief"), await moderated.SignUpAsync(), await moderated.SignUpAsync());
        await reader.FollowAsync(owner);
        await chief.FollowAsync(owner);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add((await owner.PublishAsync()).Id());
        (await chief.PostAsync($"/v1/moderation/{ids[1]}", new { action = "hide", reason = "spam" })).Expect(200);
        foreach (var caller in (ApiCaller[])[reader, chief]) Assert.Equal([ids[2], ids[0]], (await caller.GetAsync("/v1/feed")).Expect(200).Json.ItemIds());
        (await chief.PostAsync($"/v1/moderation/{ids[1]}", new { action = "restore", reason = "a mistake" })).Expect(200);
        await ShowsAsync(reader, ids[2], ids[1], ids[0]);
    }

    [Fact]
    public async Task Reading_page_by_page_while_a_thousand_prompts_arrive_shows_none_twice_and_misses_none_older()
    {
        const int Before = 300;
        const int Arriving = 1_000;
        var reader = await server.SignUpAsync();
        var authors = await server.SignUpManyAsync(20);
        var tag = Names.Word();
        foreach (var author in authors[..15]) await reader.FollowAsync(author);
        await reader.PutAsync($"/v1/tags/{tag}/follow");
        var published = 0;
        var answered = new ConcurrentBag<string>();
        async Task PublishAsync()
        {
            var n = Interlocked.Increment(ref published);
            // Those whom nobody follows come in by their tag, some by both.
            answered.Add((await authors[n % 20].PublishAsync(content: "x", tags: n % 20 >= 15 || n % 3 == 0 ? [tag] : [])).Id());
        }

        for (var i = 0; i < Before; i += 20) await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PublishAsync()));

        var arriving = Task.Run(() => Parallel.ForEachAsync(Enumerable.Range(0, Arriving), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => await PublishAsync()));
        var walks = 0;
        while (!arriving.IsCompleted || walks == 0)
        {
            var known = answered.ToArray();
            var seen = (await reader.WalkAsync("/v1/feed", 50)).Select(p => p.Id()).ToList();
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Empty(known.Except(seen));
            walks++;
        }

        await arriving;
        await Eventually.HoldsAsync(async () => Assert.Equal(Before + Arriving, (await reader.WalkAsync("/v1/feed", 100)).Select(p => p.Id()).Distinct().Count()));
        Assert.True(walks > 1, "The prompts arrived before the feed was read twice.");
    }
}
