using Npgsql;

namespace PromptGrid.Ledger.Postgres;

/// <summary>Runs single statements on pooled connections, and turns what the driver throws into
/// <see cref="LedgerUnavailableException"/>.</summary>
internal sealed class PostgresQueries(NpgsqlDataSource source)
{
    public async ValueTask<T?> FirstAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        var rows = await ListAsync(sql, parameters, row, cancellationToken);
        return rows.Count > 0 ? rows[0] : default;
    }

    public async ValueTask<List<T>> ListAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        return await ListAsync(command, parameters, row, cancellationToken);
    }

    /// <summary>Runs a statement on whatever its command belongs to.</summary>
    public static async ValueTask<List<T>> ListAsync<T>(
        NpgsqlCommand command, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        try
        {
            command.Parameters.AddRange(parameters);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(row(reader));
            return rows;
        }
        catch (NpgsqlException failure)
        {
            throw new LedgerUnavailableException("The ledger's database failed.", failure);
        }
    }

    /// <returns>The number of changed rows.</returns>
    public async ValueTask<int> ExecuteAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            command.Parameters.AddRange(parameters);
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new LedgerUnavailableException("The ledger's database failed; whether the write happened is not known.", failure);
        }
    }
}
