using System.Text.Json;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Testing;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class StressTests
{
    private const int Callers = 64;
    private const int CallsEach = 100;
    private const int Prompts = 5;
    private const int Users = 20;

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task However_many_like_and_unlike_at_once_counts_edges_answers_and_events_agree(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options =>
        {
            options.Lanes = 3;
            options.Partitions = 4;
            options.BatchSizeMax = 50;
        });
        var changes = new long[Prompts];
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var n = 0; n < CallsEach; n++)
            {
                var prompt = random.Next(Prompts);
                var remove = random.Next(3) == 0;
                var committed = await ledger.MustCommitAsync(Sets.Liking($"u{random.Next(Users)}", $"p{prompt}", remove));
                if (committed.EdgesChanged[0])
                    Interlocked.Add(ref changes[prompt], remove ? -1 : 1);
            }
        })));

        var reported = await ReplayAsync(ledger);
        for (var prompt = 0; prompt < Prompts; prompt++)
        {
            var id = $"p{prompt}";
            var edges = await ledger.Reader.ListEdgesToAsync(Sets.Like, id, null, 1000);
            var likes = (await ledger.MustCommitAsync(Sets.Counting(id, Sets.Likes, 0))).Counters[0];
            Assert.Equal(edges.Count, likes);
            Assert.Equal(edges.Count, changes[prompt]);
            Assert.Equal(edges.Select(edge => edge.Source).Order(), reported[id].Order());
        }
    }

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Tallies_that_cross_partitions_neither_deadlock_nor_miscount(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options =>
        {
            options.Lanes = 4;
            options.Partitions = 8;
        });
        await using var second = await ledger.OpenAnotherAsync();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var n = 0; n < 30; n++)
            {
                await (caller % 2 == 0 ? ledger : second).MustCommitAsync(new WriteSet
                {
                    Entity = $"user{random.Next(100)}",
                    Counters = [.. Enumerable.Range(0, 5).OrderBy(_ => random.Next()).Select(target => new CounterAdd($"shared{target}", "n", 1))],
                });
            }
        })));
        for (var target = 0; target < 5; target++)
            Assert.Equal([32 * 30], (await ledger.MustCommitAsync(Sets.Counting($"shared{target}", "n", 0))).Counters.AsEnumerable());
    }

    [PostgresFact]
    public async Task Two_writers_of_one_lane_neither_lose_nor_miscount_what_they_divide()
    {
        const int callers = 4 * SharedLaneQueue.ShareMin;
        await using var ledger = await TestLedger.CreateAsync(Store.Postgres, options => options.Partitions = 8);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var n = 0; n < 50; n++)
            {
                // Each tenth like is taken back.
                var prompt = $"p{(caller + n) % 20}";
                Assert.True((await ledger.MustCommitAsync(Sets.Liking($"u{caller}-{n}", prompt))).EdgesChanged[0]);
                if (n % 10 == 0)
                    Assert.True((await ledger.MustCommitAsync(Sets.Liking($"u{caller}-{n}", prompt, remove: true))).EdgesChanged[0]);
            }
        })));

        // Both have committed something.
        Assert.Equal((long)SharedLaneQueue.Writers, await RawSql.ScalarAsync(
            ledger.Database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = 'COMMIT'"));
        var total = 0;
        var reported = await ReplayAsync(ledger);
        for (var prompt = 0; prompt < 20; prompt++)
        {
            var id = $"p{prompt}";
            var edges = await ledger.Reader.ListEdgesToAsync(Sets.Like, id, null, 10_000);
            total += edges.Count;
            Assert.Equal(edges.Count, (await ledger.MustCommitAsync(Sets.Counting(id, Sets.Likes, 0))).Counters[0]);
            Assert.Equal(edges.Select(edge => edge.Source).Order(), reported[id].Order());
        }

        Assert.Equal(callers * 45, total);
    }

    private static async Task<Dictionary<string, HashSet<string>>> ReplayAsync(TestLedger ledger)
    {
        var likers = new Dictionary<string, HashSet<string>>();
        for (var partition = 0; partition < ledger.Reader.PartitionCount; partition++)
        {
            var sequence = 0L;
            foreach (var written in await ledger.EventsAsync(partition))
            {
                Assert.Equal(++sequence, written.Position.Sequence);
                var body = JsonSerializer.Deserialize(written.Body, LedgerJson.Default.EdgesChanged)!;
                if (!likers.TryGetValue(written.Subject, out var users))
                    likers.Add(written.Subject, users = []);
                Assert.All(body.Added, user => Assert.True(users.Add(user)));
                Assert.All(body.Removed, edge => Assert.True(users.Remove(edge.Source)));
            }
        }

        return likers;
    }
}
