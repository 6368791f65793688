using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Storage;

/// <summary>What the projections of feeds and inboxes keep, on PostgreSQL with its many partitions.</summary>
public sealed class SocialPostgresTests
{
    [PostgresFact]
    public async Task Threads_feeds_and_inboxes_are_on_PostgreSQL_what_they_are_on_SQLite()
    {
        await using var server = await ApiServer.StartAsync(("ConnectionStrings:Ledger", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()));
        var (author, reader) = (await server.SignUpAsync(), await server.SignUpAsync());
        var fans = await server.SignUpManyAsync(12);
        await reader.FollowAsync(author);
        await reader.PutAsync("/v1/tags/soup/follow");

        // Many partitions write into one inbox and one feed at once.
        var mine = (await Task.WhenAll(Enumerable.Range(0, 30).Select(i => author.PublishAsync(tags: i % 2 == 0 ? ["soup"] : [])))).Select(p => p.Id()).ToArray();
        var tagged = (await Task.WhenAll(fans.Select(f => f.PublishAsync(tags: ["soup"])))).Select(p => p.Id()).ToArray();
        Assert.Equal(mine.Concat(tagged).Order(), (await reader.WalkAsync("/v1/feed", 7)).Select(p => p.Id()).Order());
        await author.EditAsync(mine[0], new { visibility = "private" });
        await author.RemoveAsync(mine[1]);
        await Eventually.HoldsAsync(async () => Assert.Equal(mine[2..].Concat(tagged).Order(), (await reader.WalkAsync("/v1/feed", 10)).Select(p => p.Id()).Order()));

        await Task.WhenAll(fans.SelectMany(f => mine[2..7].Select(id => f.LikeAsync(id))).Concat(fans.Select(f => f.FollowAsync(author))));
        var comments = await Task.WhenAll(fans.Select(f => f.CommentAsync(mine[2], "Good")));
        await Task.WhenAll(comments.Take(4).Select(c => author.DeleteAsync($"/v1/comments/{c.Id()}")));
        Assert.Equal(8, (await server.Nobody.ReadAsync(mine[2])).Number("counts.comments"));
        Assert.Equal(comments.Select(c => c.Id()).Order(), (await server.Nobody.WalkAsync($"/v1/prompts/{mine[2]}/comments?sort=oldest", 5)).Select(c => c.Id()).Order());
        await fans[0].UnlikeAsync(mine[2]);

        // Five digests, a follow of each fan and of the reader, and the comments that were told before they were deleted.
        await Eventually.HoldsAsync(async () =>
        {
            var entries = (await author.WalkAsync("/v1/me/notifications", 5)).ToLookup(e => e.Text("kind"));
            Assert.Equal((5, 59, 13), (entries["liked"].Count(), (int)entries["liked"].Sum(e => e.Number("count")), entries["followed"].Count()));
            Assert.InRange(entries["commented"].Count(), 8, 12);
            Assert.Equal(entries.Sum(e => e.Count()), (await author.GetAsync("/v1/me/notifications")).Expect(200)["unread"].GetInt64());
        });
        var newest = (await author.GetAsync("/v1/me/notifications?limit=1")).Expect(200)["items"][0].Id();
        Assert.Equal(0, (await author.PostAsync("/v1/me/notifications/read", new { upTo = newest })).Expect(200)["unread"].GetInt64());

        await server.RestartAsync();
        Assert.Equal(0, (await author.GetAsync("/v1/me/notifications")).Expect(200)["unread"].GetInt64());
        foreach (var data in server.Services.GetServices<IPersonalData>().Where(d => d.Section is "comments" or "follows" or "notifications"))
        {
            for (var i = 0; i < 2; i++) await data.EraseAsync(fans[11].UserId, default);
        }

        Assert.Equal(7, (await server.Nobody.ReadAsync(mine[2])).Number("counts.comments"));
        Assert.DoesNotContain(await author.WalkAsync("/v1/me/notifications", 50), e => e.GetRawText().Contains(fans[11].UserId, StringComparison.Ordinal));
        Assert.Equal(12, (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.followers"].GetInt64());
        server.ExpectNoBugs();
    }
}
