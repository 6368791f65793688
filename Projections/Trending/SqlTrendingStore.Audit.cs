using System.Collections.Immutable;
using System.Data.Common;
using Dapper;

namespace PromptGrid.Projections.Trending;

/// <content>Checks and repairs.</content>
public sealed partial class SqlTrendingStore
{
    public async ValueTask<TrendingAuditPage> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken);
        // Said in SQL: a transaction object of the SQLite driver would take the write lock.
        await connection.ExecuteAsync(takesArrays ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN DEFERRED");
        var checkpoints = await connection.QueryAsync<(int Partition, long Sequence)>("SELECT partition_id, sequence FROM trending_checkpoints");
        // Ids are compared byte by byte, whatever the database's language is.
        var order = takesArrays ? "prompt COLLATE \"C\"" : "prompt";
        var rows = (await connection.QueryAsync<Row>($"SELECT {Columns} FROM trending_scores WHERE {order} > @after ORDER BY {order} LIMIT @limit", new { after = afterId ?? "", limit }))
            .Select(r => r.ToTrending()).ToList();
        var ids = rows.Select(r => r.PromptId).ToArray();
        var tags = await connection.QueryAsync<(string Prompt, string Tag)>(
            "SELECT prompt, tag FROM trending_tags WHERE prompt " + (takesArrays ? "= ANY(@ids)" : "IN @ids"), new { ids });
        await connection.ExecuteAsync("COMMIT TRANSACTION");
        return new TrendingAuditPage(
            checkpoints.ToDictionary(c => c.Partition, c => c.Sequence),
            rows,
            tags.GroupBy(t => t.Prompt, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(t => t.Tag).ToImmutableArray(), StringComparer.Ordinal));
    }

    public async ValueTask RepairAsync(IReadOnlyCollection<TrendingRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WriteRowsAsync(connection, transaction, rows, rows);
        if (removed.Count > 0)
        {
            await connection.ExecuteAsync("DELETE FROM trending_tags WHERE prompt = @id", removed.Select(id => new { id }), transaction);
            await connection.ExecuteAsync("DELETE FROM trending_scores WHERE prompt = @id", removed.Select(id => new { id }), transaction);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask ResetCheckpointAsync(int partition, long sequence, CancellationToken cancellationToken)
    {
        await using var connection = await open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO trending_checkpoints (partition_id, sequence) VALUES (@partition, @sequence) ON CONFLICT (partition_id) DO UPDATE SET sequence = @sequence",
            new { partition, sequence },
            cancellationToken: cancellationToken));
    }
}
