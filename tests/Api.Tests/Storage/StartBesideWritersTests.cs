using Npgsql;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Storage;
using PromptGrid.Projections.Trending;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Storage;

/// <summary>Processes that start while others write to the same tables.</summary>
public sealed class StartBesideWritersTests
{
    [PostgresFact]
    public async Task A_process_that_starts_waits_for_nobody_who_writes()
    {
        await using var source = NpgsqlDataSource.Create(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await InitializeAsync(source);
        await using var writer = await source.OpenConnectionAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE trending_scores, trending_tags, notifications, feed_entries IN ROW EXCLUSIVE MODE", writer, transaction)) await command.ExecuteNonQueryAsync();
        await InitializeAsync(source);
    }

    [PostgresFact]
    public async Task Many_that_start_at_once_make_the_tables_once_and_what_is_missing_is_made_again()
    {
        await using var source = NpgsqlDataSource.Create(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => InitializeAsync(source)));
        await using (var command = source.CreateCommand("DROP INDEX trending_by_day")) await command.ExecuteNonQueryAsync();
        await InitializeAsync(source);
        await using var count = source.CreateCommand("SELECT count(*) FROM pg_indexes WHERE indexname = 'trending_by_day'");
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    private static async Task InitializeAsync(NpgsqlDataSource source)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var tables = new ProjectionTables(async cancellationToken => await source.OpenConnectionAsync(cancellationToken), isPostgres: true);
        await new SqlTrendingStore(async cancellationToken => await source.OpenConnectionAsync(cancellationToken), takesArrays: true).InitializeAsync(patience.Token);
        await new SqlFeedStore(tables).InitializeAsync(patience.Token);
        await new SqlNotificationStore(tables).InitializeAsync(patience.Token);
    }
}
