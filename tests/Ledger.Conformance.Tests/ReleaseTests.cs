using System.Globalization;
using System.Runtime.CompilerServices;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>A ledger that an earlier release wrote opens with everything in it.</summary>
public sealed class ReleaseTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task A_ledger_of_release_1_opens_with_everything_in_it_and_goes_on(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        await RawSql.ScalarAsync(database, await File.ReadAllTextAsync(Fixture(1, store)));

        await using (var ledger = await TestLedger.OpenExistingAsync(database))
        {
            Assert.Equal(2, ledger.Reader.PartitionCount);
            var prompt = (await ledger.Reader.ReadDocumentAsync("prm_1"))!;
            Assert.Equal((2, "{\"title\":\"Grüße 🦆\"}", 2, 1), (prompt.Version, prompt.Body, prompt.Counter("likes"), prompt.Counter("saves")));
            Assert.Equal("usr_1", await ledger.Reader.ResolveKeyAsync("handle", "ada"));
            Assert.Equal(["usr_2", "usr_1"], (await ledger.Reader.ListEdgesToAsync("like", "prm_1", null, 10)).Select(e => e.Source));
            Assert.Equal(["prm_1"], (await ledger.Reader.ListEdgesFromAsync("save", "usr_1", null, 10)).Select(e => e.Target));
            var events = await ledger.EventsAsync();
            Assert.Equal(["user.registered", "prompt.published", "prompt.likes-changed"], events.Select(e => e.Name));
            Assert.Equal("{\"n\":1}", events[1].Body);
            Assert.Equal(1_700_000_000_000_004, Microseconds.From(events[2].At));
            Assert.Equal("\"prm_1\"", (await ledger.Reader.ReadOperationAsync("usr_1:key"))!.Result);
            Assert.Equal(3, await ledger.Store.Checkpoints.ReadAsync("lineage", 0));
            Assert.Equal("FormatException", Assert.Single(await ledger.Store.Checkpoints.ListDeadLettersAsync(null, 10)).Reason);
            Assert.Equal("{\"n\":1}", (await ledger.Store.States.ReadAsync("board/1", "state"))!.Body);
            Assert.Equal("<key/>", Convert.ToString(await RawSql.ScalarAsync(database, "SELECT xml FROM data_protection_keys"), CultureInfo.InvariantCulture));

            // The stamp of a version that was written before the upgrade is still good, and a stale one is not.
            Assert.IsType<CommitOutcome.VersionConflict>(await ledger.CommitAsync(Sets.Writing("prm_1", 1, "{}")));
            await ledger.MustCommitAsync(Sets.Writing("prm_1", 2, "{}"));
            var liked = await ledger.MustCommitAsync(new WriteSet
            {
                Entity = "prm_1",
                Edges = [new EdgeWrite("like", "usr_3", "prm_1", false, new EdgeTally("prm_1", "likes", "prompt.likes-changed"))],
            });
            Assert.Equal(3, liked.Counters[0]);
        }

        Assert.Equal(Migration.Of(store.ToString()).Count, await RawSql.CountAsync(database, "schema_migrations"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_first_migration_is_what_release_1_published(Store store)
    {
        var published = await File.ReadAllTextAsync(Fixture(1, store));
        Assert.Contains(Migration.Of(store.ToString())[0].Sql.Trim(), published, StringComparison.Ordinal);
    }

    private static string Fixture(int release, Store store, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Releases", string.Create(CultureInfo.InvariantCulture, $"{release}.{store.ToString().ToLowerInvariant()}.sql"));
}
