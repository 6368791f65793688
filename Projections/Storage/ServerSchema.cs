using System.Data.Common;
using System.Text.RegularExpressions;
using Dapper;

namespace PromptGrid.Projections.Storage;

/// <summary>
/// Makes tables and indices in PostgreSQL. <c>CREATE INDEX IF NOT EXISTS</c> waits for everybody who writes to the table even
/// where the index is there, and they for it: what is there is looked for first, so that a process that starts does not stop
/// those that run.
/// </summary>
internal static partial class ServerSchema
{
    /// <param name="schema">Statements that change nothing the second time.</param>
    /// <param name="lockKey">A number that no other schema has: IF NOT EXISTS alone does not keep two processes that start
    /// together from making the same table.</param>
    public static async Task ApplyAsync(DbConnection connection, DbTransaction transaction, string schema, long lockKey, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(connection, transaction, schema, cancellationToken)) return;
        await connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(@lockKey)", new { lockKey }, transaction, cancellationToken: cancellationToken));
        // Whoever had the lock before may have made it.
        if (await IsThereAsync(connection, transaction, schema, cancellationToken)) return;
        await connection.ExecuteAsync(new CommandDefinition(schema, transaction: transaction, cancellationToken: cancellationToken));
    }

    private static async Task<bool> IsThereAsync(DbConnection connection, DbTransaction transaction, string schema, CancellationToken cancellationToken)
    {
        var names = Made().Matches(schema).Select(m => m.Groups[1].Value).ToArray();
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM unnest(@names) AS n WHERE to_regclass(n) IS NULL", new { names }, transaction, cancellationToken: cancellationToken)) == 0;
    }

    [GeneratedRegex(@"CREATE (?:UNIQUE )?(?:TABLE|INDEX) IF NOT EXISTS (\w+)")]
    private static partial Regex Made();
}
