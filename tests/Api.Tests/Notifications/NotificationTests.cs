using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Projections.Notifications;

namespace PromptGrid.Api.Tests.Notifications;

[Collection(Collections.Social)]
public sealed class NotificationTests(ApiServer server)
{
    private static async Task<JsonElement> InboxAsync(ApiCaller user, string query = "") => (await user.GetAsync($"/v1/me/notifications?limit=100{query}")).Expect(200).Json;

    /// <summary>The inbox once it has so many entries.</summary>
    private static async Task<JsonElement[]> InboxOfAsync(ApiCaller user, int count) => [.. (await Eventually.AsksUntilAsync(() => InboxAsync(user), inbox => inbox.At("items").GetArrayLength() == count)).At("items").EnumerateArray()];

    private static string[] Actors(JsonElement entry) => [.. entry.At("actors").EnumerateArray().Select(a => a.Text("handle"))];

    /// <summary>Waits until nothing that was done so far can still change an inbox.</summary>
    private async Task SettleAsync(ApiCaller user)
    {
        var witness = await server.SignUpAsync();
        await witness.FollowAsync(user);
        await Eventually.HoldsAsync(async () => Assert.Contains((await InboxAsync(user)).At("items").EnumerateArray(), e => e.Text("kind") == "followed" && Actors(e).Contains(witness.Handle)));
    }

    [Fact]
    public async Task Forks_comments_answers_and_follows_are_told_at_once_and_nobody_is_told_of_their_own_doing()
    {
        var (author, reader, other) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var prompt = await author.PublishAsync("Soup");
        var id = prompt.Id();
        await author.CommentAsync(id, "my own");
        await author.ForkAsync(id);
        await author.LikeAsync(id);
        var fork = (await reader.ForkAsync(id)).Id();
        var comment = (await reader.CommentAsync(id, "Too much salt")).Id();
        var answer = (await other.CommentAsync(id, "Agreed", comment)).Id();
        var ownersAnswer = (await author.CommentAsync(id, "Sorry", comment)).Id();
        await reader.FollowAsync(author);

        var inbox = await InboxOfAsync(author, 4);
        Assert.Equal(["commented", "commented", "followed", "forked"], inbox.Select(e => e.Text("kind")).Order());
        Assert.All(inbox, e => Assert.Equal(["actors", "at", "comment", "count", "fork", "id", "kind", "prompt", "unread"], e.MemberNames()));
        Assert.All(inbox, e => Assert.True(e.At("unread").GetBoolean()));
        var forked = inbox.Single(e => e.Text("kind") == "forked");
        Assert.Equal((id, "Soup", fork, reader.Handle), (forked.Text("prompt.id"), forked.Text("prompt.title"), forked.Text("fork.id"), Actors(forked).Single()));
        var commented = inbox.Single(e => e.Text("kind") == "commented" && e.Text("comment.id") == comment);
        Assert.Equal((reader.Handle, "Too much salt", author.Handle), (Actors(commented).Single(), commented.Text("comment.excerpt"), commented.Text("prompt.owner.handle")));
        Assert.Contains(inbox, e => e.Text("kind") == "commented" && e.Text("comment.id") == answer && e.Text("comment.parentId") == comment);
        Assert.Equal(reader.Handle, Actors(inbox.Single(e => e.Text("kind") == "followed")).Single());
        Assert.Equal([.. inbox.Select(e => e.Id()).OrderDescending()], inbox.Select(e => e.Id()));

        var answers = await InboxOfAsync(reader, 2);
        Assert.Equal(new[] { answer, ownersAnswer }.Order(), answers.Select(e => e.Text("comment.id")).Order());
        (await server.Nobody.GetAsync("/v1/me/notifications")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Ten_thousand_likes_make_at_most_two_entries_that_are_told_a_few_times()
    {
        const int Likes = 10_000;
        var author = await server.SignUpAsync();
        var known = await server.SignUpAsync();
        var id = (await author.PublishAsync("Hot")).Id();
        await author.LikeAsync(id);
        using var stream = await author.OpenStreamAsync("/v1/me/stream");
        Assert.Equal(0, (await stream.NextAsync()).Json.Number("unread"));
        var grain = server.Services.GetRequiredService<IGrainFactory>().Prompt(id);
        var ids = server.Services.GetRequiredService<IIdGenerator>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Likes - 1), new ParallelOptions { MaxDegreeOfParallelism = 500 }, async (_, _) => Assert.True((await grain.SetLikeAsync(ids.New(EntityIds.User), true)).TryGet(out var _, out var _)));
        await known.LikeAsync(id);

        // Midnight may fall in between.
        var inbox = await Eventually.AsksUntilAsync(() => InboxAsync(author), i => i.At("items").EnumerateArray().Sum(e => e.Number("count")) == Likes);
        var entries = inbox.At("items").EnumerateArray().ToList();
        Assert.InRange(entries.Count, 1, 2);
        Assert.InRange(inbox.Number("unread"), 1, 2);
        Assert.All(entries, e => Assert.Equal(("liked", id), (e.Text("kind"), e.Text("prompt.id"))));
        Assert.Equal([known.Handle], Actors(entries[0]));
        Assert.All(entries, e => Assert.InRange(e.At("actors").GetArrayLength(), 0, 3));

        // One more thing ends the stream: what came before it is all that was told.
        await SettleAsync(author);
        var told = 0;
        await stream.UntilAsync(e =>
        {
            told++;
            return e.Json.TryGetProperty("notification", out var n) && n.Text("kind") == "followed";
        });
        Assert.InRange(told, 1, 30);
    }

    [Fact]
    public async Task A_digest_counts_each_liker_once_and_goes_with_the_last_of_them()
    {
        var author = await server.SignUpAsync();
        var fans = await server.SignUpManyAsync(4);
        var id = (await author.PublishAsync()).Id();
        foreach (var fan in fans)
        {
            for (var i = 0; i < 3; i++)
            {
                await fan.LikeAsync(id);
                await fan.UnlikeAsync(id);
            }

            await fan.LikeAsync(id);
        }

        await Eventually.HoldsAsync(async () => Assert.Equal(4, (await InboxOfAsync(author, 1))[0].Number("count")));
        Assert.Equal(fans[1..].Reverse().Select(f => f.Handle), Actors((await InboxOfAsync(author, 1))[0]));
        await fans[3].UnlikeAsync(id);
        await Eventually.HoldsAsync(async () => Assert.Equal((3L, 2), ((await InboxOfAsync(author, 1))[0].Number("count"), Actors((await InboxOfAsync(author, 1))[0]).Length)));
        foreach (var fan in fans[..3]) await fan.UnlikeAsync(id);
        await InboxOfAsync(author, 0);
    }

    [Fact]
    public async Task Unread_counts_are_exact_and_reading_goes_up_to_a_place()
    {
        var author = await server.SignUpAsync();
        var fans = await server.SignUpManyAsync(6);
        foreach (var fan in fans)
        {
            await fan.FollowAsync(author);
            await Eventually.HoldsAsync(async () => Assert.Equal(fan.Handle, Actors((await InboxAsync(author)).At("items")[0]).Single()));
        }

        var inbox = (await InboxOfAsync(author, 6)).Select(e => e.Id()).ToArray();
        Assert.Equal(6, (await InboxAsync(author)).Number("unread"));
        var read = (await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[2] })).Expect(200);
        Assert.Equal(2, read["unread"].GetInt64());
        Assert.Equal(2, (await InboxAsync(author)).Number("unread"));
        Assert.Equal(inbox[..2], (await InboxAsync(author, "&unread=true")).At("items").EnumerateArray().Select(e => e.Id()));
        Assert.Equal([true, true, false, false, false, false], (await InboxAsync(author)).At("items").EnumerateArray().Select(e => e.At("unread").GetBoolean()));
        // Reading never goes back.
        Assert.Equal(2, (await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[5] })).Expect(200)["unread"].GetInt64());
        // A place of the future marks no more than there is.
        Assert.Equal(0, (await author.PostAsync("/v1/me/notifications/read", new { upTo = "ntf_3zzzzzzzzzzz00000000000000" })).Expect(200)["unread"].GetInt64());
        await SettleAsync(author);
        Assert.Equal(1, (await InboxAsync(author)).Number("unread"));

        var all = await author.WalkAsync("/v1/me/notifications", 2);
        Assert.Equal(7, all.Select(e => e.Id()).Distinct().Count());
        Assert.Equal(inbox, all.Skip(1).Select(e => e.Id()));
    }

    [Fact]
    public async Task Reading_is_idempotent_by_its_key_and_refuses_what_is_no_notification()
    {
        var author = await server.SignUpAsync();
        var fans = await server.SignUpManyAsync(2);
        foreach (var fan in fans) await fan.FollowAsync(author);
        var inbox = (await InboxOfAsync(author, 2)).Select(e => e.Id()).ToArray();
        var first = (await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[1] }, ("Idempotency-Key", "read-1"))).Expect(200);
        await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[0] });
        var again = (await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[1] }, ("Idempotency-Key", "read-1"))).Expect(200);
        Assert.Equal((1L, 1L, "true"), (first["unread"].GetInt64(), again["unread"].GetInt64(), again.Header("Idempotency-Replayed")));
        (await author.PostAsync("/v1/me/notifications/read", new { upTo = inbox[0] }, ("Idempotency-Key", "read-1"))).ExpectProblem(409, "conflict");
        foreach (var upTo in (string?[])[null, "", "ntf_", "x", "prm_00000000000000000000000000", "ntf_7zzzzzzzzzzzzzzzzzzzzzzzzz"]) (await author.PostAsync("/v1/me/notifications/read", new { upTo })).ExpectProblem(400, "validation");
        (await author.PostAsync("/v1/me/notifications/read")).ExpectProblem(400, "validation");
        foreach (var query in (string[])["limit=0", "cursor=x", "unread=yes", "unread=true&unread=false"]) (await author.GetAsync($"/v1/me/notifications?{query}")).ExpectProblem(400, "validation");
    }

    [Fact]
    public async Task The_stream_tells_the_unread_count_and_each_entry_as_it_comes()
    {
        var (author, reader) = (await server.SignUpAsync(), await server.SignUpAsync());
        var id = (await author.PublishAsync()).Id();
        (await server.Nobody.GetAsync("/v1/me/stream")).ExpectProblem(401, "unauthenticated");
        using var stream = await author.OpenStreamAsync("/v1/me/stream");
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        var snapshot = await stream.NextAsync();
        Assert.Equal(("snapshot", 0L), (snapshot.Name, snapshot.Json.Number("unread")));
        await reader.CommentAsync(id, "hello");
        var told = await stream.UntilAsync(e => e.Name == "notification");
        Assert.Equal((1L, "commented", "hello"), (told.Json.Number("unread"), told.Json.Text("notification.kind"), told.Json.Text("notification.comment.excerpt")));
        await reader.FollowAsync(author);
        told = await stream.UntilAsync(e => e.Name == "notification");
        Assert.Equal((2L, "followed"), (told.Json.Number("unread"), told.Json.Text("notification.kind")));
        await author.PostAsync("/v1/me/notifications/read", new { upTo = told.Json.Text("notification.id") });
        Assert.Equal(0, (await stream.UntilAsync(e => e.Name == "snapshot")).Json.Number("unread"));

        using var again = await author.OpenStreamAsync("/v1/me/stream");
        Assert.Equal(0, (await again.NextAsync()).Json.Number("unread"));
    }

    [Fact]
    public async Task Kinds_are_muted_one_by_one()
    {
        var (author, reader) = (await server.SignUpAsync(), await server.SignUpAsync());
        var settings = (await author.GetAsync("/v1/me/notifications/settings")).Expect(200).Json;
        Assert.Equal(["commented", "followed", "forked", "liked"], settings.MemberNames());
        Assert.All(settings.EnumerateObject(), s => Assert.True(s.Value.GetBoolean()));
        var changed = (await author.PatchAsync("/v1/me/notifications/settings", new { commented = false, liked = false })).Expect(200);
        Assert.Equal((false, true, true, false), (changed["commented"].GetBoolean(), changed["followed"].GetBoolean(), changed["forked"].GetBoolean(), changed["liked"].GetBoolean()));
        var id = (await author.PublishAsync()).Id();
        await reader.CommentAsync(id, "unheard");
        await reader.LikeAsync(id);
        await reader.ForkAsync(id);
        Assert.Equal("forked", (await InboxOfAsync(author, 1))[0].Text("kind"));
        (await author.PatchAsync("/v1/me/notifications/settings", new { commented = true })).Expect(200);
        Assert.False((await author.GetAsync("/v1/me/notifications/settings")).Expect(200)["liked"].GetBoolean());
        await reader.CommentAsync(id, "heard");
        await SettleAsync(author);
        var inbox = await InboxOfAsync(author, 3);
        Assert.Equal(["heard"], inbox.Where(e => e.Text("kind") == "commented").Select(e => e.Text("comment.excerpt")));
        foreach (var body in (object[])[new { liked = "no" }, new { liked = 1 }, "[]"]) (await author.PatchAsync("/v1/me/notifications/settings", body)).ExpectProblem(400, "validation");
        (await server.Nobody.GetAsync("/v1/me/notifications/settings")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task What_became_private_or_was_deleted_shows_no_title_and_no_text()
    {
        var (author, reader, answering) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var word = Names.Word();
        var id = (await author.PublishAsync($"{word} title")).Id();
        var mine = (await reader.CommentAsync(id, "mine")).Id();
        await answering.CommentAsync(id, $"{word} answer", mine);
        var fork = (await reader.ForkAsync(id, new { title = $"{word} fork" })).Id();
        Assert.Contains(word, (await InboxOfAsync(reader, 1))[0].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(3, (await InboxOfAsync(author, 3)).Length);

        await author.EditAsync(id, new { visibility = "private" });
        await reader.EditAsync(fork, new { visibility = "private" });
        var hidden = Assert.Single(await InboxOfAsync(reader, 1));
        Assert.DoesNotContain(word, hidden.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (hidden.At("prompt").ValueKind, hidden.At("comment").ValueKind));
        Assert.Equal(1, (await InboxAsync(reader)).Number("unread"));
        var forked = (await InboxOfAsync(author, 3)).Single(e => e.Text("kind") == "forked");
        Assert.Equal((id, JsonValueKind.Null), (forked.Text("prompt.id"), forked.At("fork").ValueKind));

        await author.RemoveAsync(id);
        Assert.All(await InboxOfAsync(author, 3), e => Assert.DoesNotContain(word, e.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Following_again_is_told_once()
    {
        var (author, fan) = (await server.SignUpAsync(), await server.SignUpAsync());
        for (var i = 0; i < 5; i++)
        {
            await fan.FollowAsync(author);
            await fan.DeleteAsync($"/v1/users/{author.Handle}/follow");
        }

        await fan.FollowAsync(author);
        await SettleAsync(author);
        Assert.Single((await InboxAsync(author)).At("items").EnumerateArray(), e => Actors(e).Contains(fan.Handle));
    }

    [Fact]
    public async Task An_inbox_keeps_its_newest_thousand_entries()
    {
        var author = await server.SignUpAsync();
        var (grain, ids) = (server.Services.GetRequiredService<IGrainFactory>().User(author.UserId), server.Services.GetRequiredService<IIdGenerator>());
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_100), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, _) => Assert.True((await grain.SetFollowerAsync(ids.New(EntityIds.User), true)).TryGet(out var _, out var _)));
        await SettleAsync(author);
        Assert.Equal(1_000, (await InboxAsync(author)).Number("unread"));
        Assert.Equal(1_000, (await author.WalkAsync("/v1/me/notifications", 100)).Select(e => e.Id()).Distinct().Count());
    }

    [Fact]
    public async Task Erasing_a_user_empties_the_inbox_and_takes_the_user_out_of_others()
    {
        var (author, fan, other) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var id = (await author.PublishAsync()).Id();
        await fan.LikeAsync(id);
        await other.LikeAsync(id);
        await fan.FollowAsync(author);
        await author.FollowAsync(fan);
        (await fan.PatchAsync("/v1/me/notifications/settings", new { forked = false })).Expect(200);
        await Eventually.HoldsAsync(async () => Assert.Equal(2, (await InboxAsync(author)).At("items").EnumerateArray().Where(e => e.Text("kind") == "liked").Sum(e => e.Number("count"))));
        await InboxOfAsync(author, 2);
        await InboxOfAsync(fan, 1);
        for (var i = 0; i < 2; i++) await server.Services.GetServices<IPersonalData>().OfType<NotificationData>().Single().EraseAsync(fan.UserId, default);
        Assert.Equal(0, (await InboxAsync(fan)).At("items").GetArrayLength());
        Assert.True((await fan.GetAsync("/v1/me/notifications/settings")).Expect(200)["forked"].GetBoolean());
        var left = Assert.Single(await InboxOfAsync(author, 1));
        Assert.Equal(("liked", 2L), (left.Text("kind"), left.Number("count")));
        Assert.Equal([other.Handle], Actors(left));
    }
}
