using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PromptGrid.Bench.Faults;

/// <summary>A database of the server, opened from outside beside it.</summary>
internal sealed class Database(Func<DbConnection> create)
{
    static Database() => SQLitePCL.Batteries_V2.Init();

    public static Database Postgres(string connectionString) => new(() => new NpgsqlConnection(connectionString));

    public static Database Sqlite(string path)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 20 }.ToString();
        return new(() => new SqliteConnection(text));
    }

    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = create();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public async Task<long> ScalarAsync(string sql) => (await QueryAsync(sql, r => r.IsDBNull(0) ? 0 : Convert.ToInt64(r.GetValue(0), System.Globalization.CultureInfo.InvariantCulture))).FirstOrDefault();

    /// <summary>Runs statements in one transaction.</summary>
    public async Task ExecuteAsync(params (string Sql, (string Name, object Value)[] Values)[] statements)
    {
        await using var connection = create();
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var (sql, values) in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Transaction = transaction;
            foreach (var (name, value) in values)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }

            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }
}
