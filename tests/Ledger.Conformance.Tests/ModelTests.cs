using System.Globalization;
using System.Text.Json;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Seeded random write sets against <see cref="LedgerModel"/>. The variable PROMPTGRID_TEST_SEED adds a seed.</summary>
public sealed class ModelTests
{
    private const int Rounds = 40;
    private const int SetsPerRoundMax = 25;

    private static readonly int[] Seeds =
        [1, 20260301, .. Environment.GetEnvironmentVariable("PROMPTGRID_TEST_SEED") is { } seed ? [int.Parse(seed, CultureInfo.InvariantCulture)] : Array.Empty<int>()];

    [Theory, OnSqlite, OnPostgres, OnMemory]
    public async Task Random_sets_handed_in_together_do_what_they_would_do_one_by_one(Store store)
    {
        foreach (var seed in Seeds)
        {
            try
            {
                await RunAsync(store, seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Failed with PROMPTGRID_TEST_SEED={seed}.", failure);
            }
        }
    }

    private static async Task RunAsync(Store store, int seed)
    {
        var random = new Random(seed);
        await using var ledger = await TestLedger.CreateAsync(store, options =>
        {
            options.Partitions = 3;
            options.BatchSizeMax = 10;
        });
        var model = new LedgerModel();
        var sets = new RandomSets(random, model);
        for (var round = 0; round < Rounds; round++)
        {
            var batch = Enumerable.Range(0, random.Next(1, SetsPerRoundMax)).Select(_ => sets.Next()).ToArray();
            var outcomes = await ledger.CommitTogetherAsync(batch);
            ledger.Time.Advance(TimeSpan.FromMilliseconds(1));
            CheckOutcomes(model, ledger, batch, outcomes);
            await CheckStateAsync(model, ledger);
        }

        await CheckEventsAsync(model, ledger);
    }

    private static void CheckOutcomes(LedgerModel model, TestLedger ledger, WriteSet[] sets, CommitOutcome[] outcomes)
    {
        // The batch's counters are those of its end, and where batches end is the store's affair: the value must be one that
        // the counter had at this set or later.
        var open = new List<(CommitOutcome.Committed Answer, int Index, string Entity, string Name)>();
        for (var n = 0; n < sets.Length; n++)
        {
            var changed = new List<bool>();
            var refusal = model.Apply(sets[n], ledger.Reader.PartitionOf(sets[n].Entity), changed);
            if (refusal is not null)
            {
                Assert.Equal(refusal, outcomes[n]);
            }
            else
            {
                var committed = Assert.IsType<CommitOutcome.Committed>(outcomes[n]);
                Assert.Equal(changed, committed.EdgesChanged.AsEnumerable());
                Assert.Equal(AnsweredCounters(sets[n]).Select(counter => Value(model, counter)), committed.Counters.AsEnumerable());
                open.AddRange(AnsweredCounters(sets[n]).Select((counter, index) => (committed, index, counter.Entity, counter.Name)));
            }

            open.RemoveAll(answer => answer.Answer.BatchCounters[answer.Index] == Value(model, (answer.Entity, answer.Name)));
        }

        Assert.Empty(open);
    }

    private static long Value(LedgerModel model, (string Entity, string Name) counter) =>
        counter.Entity.Length == 0 ? -1 : model.Counter(counter.Entity, counter.Name);

    private static IEnumerable<(string Entity, string Name)> AnsweredCounters(WriteSet set) => set.Edges
        .Select(edge => edge.Tally is { } tally ? (tally.Entity, tally.Counter) : ("", ""))
        .Concat(set.Counters.Select(addition => (addition.Entity, addition.Counter)));

    private static async Task CheckStateAsync(LedgerModel model, TestLedger ledger)
    {
        var documents = await ledger.Reader.ScanDocumentsAsync("d", null, 100);
        Assert.Equal(
            model.Documents.OrderBy(document => document.Key, StringComparer.Ordinal).Select(document => (document.Key, document.Value.Version, document.Value.Body)),
            documents.Select(document => (document.Id, document.Version, document.Body)));
        foreach (var document in documents)
        {
            foreach (var name in new[] { "views", "saves", Sets.Likes })
                Assert.Equal(model.Counter(document.Id, name), document.Counter(name));
        }

        var keys = await ledger.Reader.ResolveKeysAsync("handle", [.. Enumerable.Range(0, 5).Select(n => $"k{n}")]);
        Assert.Equal(model.Keys.ToDictionary(key => key.Key.Key, key => key.Value), keys.ToDictionary());

        foreach (var kind in new[] { "saw", "save", Sets.Like })
        {
            for (var n = 0; n < 5; n++)
            {
                var expected = model.Edges.Where(edge => edge.Kind == kind && edge.Target == $"d{n}").Select(edge => edge.Source).Order();
                Assert.Equal(expected, (await ledger.Reader.ListEdgesToAsync(kind, $"d{n}", null, 100)).Select(edge => edge.Source).Order());
            }
        }
    }

    private static async Task CheckEventsAsync(LedgerModel model, TestLedger ledger)
    {
        var liked = new Dictionary<(string Source, string Target), int>();
        var marked = new Dictionary<(string Source, string Target), int>();
        for (var partition = 0; partition < 3; partition++)
        {
            var events = await ledger.EventsAsync(partition);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(written => written.Position.Sequence));
            Assert.Equal(
                model.Events.GetValueOrDefault(partition) ?? [],
                events.Where(written => written.Name == "test.told").Select(written => written.Body));
            foreach (var written in events.Where(written => written.Name == Sets.LikesChanged))
            {
                var body = JsonSerializer.Deserialize(written.Body, LedgerJson.Default.EdgesChanged)!;
                foreach (var source in body.Added)
                    liked[(source, written.Subject)] = liked.GetValueOrDefault((source, written.Subject)) + 1;
                foreach (var source in body.Marked.IsDefault ? [] : body.Marked)
                    marked[(source, written.Subject)] = marked.GetValueOrDefault((source, written.Subject)) + 1;
                foreach (var edge in body.Removed.Where(edge => edge.Marked))
                    marked[(edge.Source, written.Subject)] = marked.GetValueOrDefault((edge.Source, written.Subject)) - 1;
                foreach (var edge in body.Removed)
                    liked[(edge.Source, written.Subject)] = liked.GetValueOrDefault((edge.Source, written.Subject)) - 1;
            }
        }

        Assert.Equal(
            model.Edges.Where(edge => edge.Kind == Sets.Like).Select(edge => (edge.Source, edge.Target)).Order(),
            liked.Where(edge => edge.Value != 0).Select(edge => edge.Key).Order());
        Assert.All(liked.Values, count => Assert.InRange(count, 0, 1));

        // What waits together and cancels out leaves a mark as it was, so the model cannot tell: but events and marks agree.
        var marks = new List<(string Source, string Target)>();
        for (var n = 0; n < 5; n++)
            marks.AddRange((await ledger.Reader.ListEdgesToAsync(Sets.Echo, $"d{n}", null, 100)).Select(edge => (edge.Source, edge.Target)));
        Assert.Equal(marks.Order(), marked.Where(edge => edge.Value != 0).Select(edge => edge.Key).Order());
        Assert.All(marked.Values, count => Assert.InRange(count, 0, 1));
        Assert.All(marks, mark => Assert.Contains((Sets.Like, mark.Source, mark.Target), model.Edges));
    }
}
