using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Looks at and changes the tables behind the ledger's back.</summary>
internal static class RawSql
{
    public static async Task<long> CountAsync(TestDatabase database, string table) =>
        Convert.ToInt64(await ScalarAsync(database, $"SELECT count(*) FROM {table}"), CultureInfo.InvariantCulture);

    public static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        if (database.Store == Store.Postgres)
        {
            await using var connection = new NpgsqlConnection(database.Target);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }

        await using var file = new SqliteConnection($"Data Source={database.Target};Pooling=False");
        await file.OpenAsync();
        await using var statement = file.CreateCommand();
        statement.CommandText = sql;
        return await statement.ExecuteScalarAsync();
    }
}
