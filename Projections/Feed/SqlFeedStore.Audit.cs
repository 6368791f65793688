using Dapper;

namespace PromptGrid.Projections.Feed;

/// <content>Checks and repairs.</content>
public sealed partial class SqlFeedStore
{
    /// <summary>Rows in the order of their prompts, and checkpoints that none of them is older than.</summary>
    public async ValueTask<(IReadOnlyDictionary<int, long> Checkpoints, IReadOnlyList<FeedRow> Rows)> ScanAsync(string? afterId, int limit, CancellationToken cancellationToken)
    {
        var checkpoints = await ReadCheckpointsAsync(cancellationToken);
        var rows = await tables.ReadAsync<IReadOnlyList<FeedRow>>(
            async connection => [.. (await connection.QueryAsync<(string Prompt, long At, string Owner, string Tags)>(
                new CommandDefinition("SELECT prompt, at, owner, tags FROM feed_prompts WHERE prompt > @after ORDER BY prompt LIMIT @limit", new { after = afterId ?? "", limit }, cancellationToken: cancellationToken)))
                .Select(r => new FeedRow(r.Prompt, r.At, r.Owner, [.. r.Tags.Split(TagSeparator, StringSplitOptions.RemoveEmptyEntries)]))],
            cancellationToken);
        return (checkpoints, rows);
    }

    /// <summary>Puts rows in place of those there are, and takes prompts out. The checkpoint stays.</summary>
    public ValueTask RepairAsync(IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken) => tables.WriteAsync(
        async (connection, transaction) =>
        {
            await WriteAsync(connection, transaction, rows, removed);
            return true;
        },
        cancellationToken);
}
