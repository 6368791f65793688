using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PromptGrid.Ledger.Postgres;
using PromptGrid.Ledger.Sqlite;

namespace PromptGrid.Ledger.Conformance.Tests;

public sealed class MigrationTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Opening_again_applies_nothing_twice_and_keeps_what_is_there(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await ledger.MustCommitAsync(Sets.Writing("p1", 0, "{}"));
        var applied = await RawSql.CountAsync(ledger.Database, "schema_migrations");
        await ledger.ReopenAsync();
        Assert.NotNull(await ledger.Reader.ReadDocumentAsync("p1"));
        Assert.Equal(applied, await RawSql.CountAsync(ledger.Database, "schema_migrations"));
        await ledger.Store.InitializeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Several_processes_may_open_a_new_ledger_at_once(Store store)
    {
        using var database = await TestDatabase.CreateAsync(store);
        await using var services = Services();
        var stores = Enumerable.Range(0, 6).Select(_ => Open(database, services)).ToList();
        await Task.WhenAll(stores.Select(opened => Task.Run(() => opened.InitializeAsync())));
        foreach (var opened in stores)
        {
            Assert.IsType<CommitOutcome.Committed>(await opened.Ledger.CommitAsync(Sets.Counting("p1", "n", 1)));
            await opened.DisposeAsync();
        }
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_ledger_written_by_a_newer_version_is_refused_with_a_clear_message(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        await RawSql.ScalarAsync(ledger.Database, store == Store.Sqlite
            ? "INSERT INTO schema_migrations (number, name, applied_at) VALUES (99, 'future', '')"
            : "INSERT INTO schema_migrations (number, name) VALUES (99, 'future')");
        await using var services = Services();
        await using var opened = Open(ledger.Database, services);
        var failure = await Assert.ThrowsAsync<LedgerSchemaException>(() => opened.InitializeAsync());
        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
        Assert.Contains("newer", failure.Message, StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_migration_that_fails_leaves_the_schema_as_it_was(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store);
        var known = Migration.Of(store.ToString());
        var broken = new Migration(known.Count + 1, "002_broken", "CREATE TABLE half (n integer); CREATE TABLE half (n integer);");
        await using var services = Services();
        await using (var opened = Open(ledger.Database, services, [.. known, broken]))
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => opened.InitializeAsync());
        Assert.Equal(known.Count, await RawSql.CountAsync(ledger.Database, "schema_migrations"));
        var repaired = broken with { Sql = "CREATE TABLE half (n integer);" };
        await using (var opened = Open(ledger.Database, services, [.. known, repaired]))
            await opened.InitializeAsync();
        Assert.Equal(0, await RawSql.CountAsync(ledger.Database, "half"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_number_of_partitions_is_fixed_when_the_ledger_is_created(Store store)
    {
        await using var ledger = await TestLedger.CreateAsync(store, options => options.Partitions = 5);
        await using var another = await ledger.OpenAnotherAsync(options => options.Partitions = 9);
        Assert.Equal(5, another.Reader.PartitionCount);
        Assert.Equal(ledger.Reader.PartitionOf("p1"), another.Reader.PartitionOf("p1"));
        Assert.Equal(0, await another.Reader.ReadHeadAsync(4));
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("a", 12)]
    [InlineData("prompt_1", 7)]
    [InlineData("日本語", 7)]
    public void An_entity_stays_in_its_partition_for_ever(string entity, int partition) =>
        Assert.Equal(partition, Partitioning.Of(entity, 16));

    private static ServiceProvider Services() => new ServiceCollection().AddMetrics().BuildServiceProvider();

    private static ILedgerStore Open(TestDatabase database, ServiceProvider services, IReadOnlyList<Migration>? migrations = null)
    {
        var context = new LedgerContext(
            new LedgerOptions { Lanes = 1 },
            TimeProvider.System,
            new LedgerMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>()),
            NullLoggerFactory.Instance,
            () => []);
        return database.Store == Store.Postgres
            ? new PostgresLedgerStore(database.Target, context, migrations)
            : new SqliteLedgerStore(database.Target, context, migrations);
    }
}
