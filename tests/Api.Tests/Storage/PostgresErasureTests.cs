using Npgsql;
using PromptGrid.Api.Tests.Accounts;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Storage;

public sealed class PostgresErasureTests
{
    [PostgresFact]
    public async Task Nothing_of_a_deleted_account_is_left_in_any_table_of_PostgreSQL_and_exports_work()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var server = await ApiServer.StartAsync(("ConnectionStrings:Ledger", database));
        var (user, other, fork, _, liked) = await DeletionTests.LiveAsync(server);
        Assert.NotEmpty(await TablesHoldingAsync(database, DeletionTests.Mark));
        Assert.Contains(DeletionTests.Mark, (await user.GetAsync("/v1/me/export")).Expect(200).Text, StringComparison.Ordinal);
        var exported = (await other.GetAsync("/v1/export")).Expect(200).Text;
        Assert.Contains(fork, exported, StringComparison.Ordinal);

        (await user.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await DeletionTests.ErasedAsync(server, user.UserId);
        Assert.Empty(await TablesHoldingAsync(database, DeletionTests.Mark));
        Assert.Empty(FolderBytes.Holding(server.Folder, DeletionTests.Mark));
        var counts = (await other.ReadAsync(liked)).At("counts");
        Assert.Equal((1, 0), (counts.Number("likes"), counts.Number("saves")));
        Assert.Equal("", (await other.ReadAsync(fork)).Text("forkedFrom.ownerHandle"));
    }

    /// <summary>The tables of which some row, written out as text, holds the text.</summary>
    private static async Task<List<string>> TablesHoldingAsync(string database, string text)
    {
        await using var source = NpgsqlDataSource.Create(database);
        var tables = new List<string>();
        await using (var list = source.CreateCommand("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }

        var holding = new List<string>();
        foreach (var table in tables)
        {
            await using var command = source.CreateCommand($"SELECT count(*) FROM {table} t WHERE t::text ILIKE '%' || $1 || '%'");
            command.Parameters.Add(new NpgsqlParameter { Value = text });
            if ((long)(await command.ExecuteScalarAsync())! > 0) holding.Add(table);
        }

        return holding;
    }
}
