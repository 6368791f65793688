using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PromptGrid.Ledger;
using PromptGrid.Projections.Audit;
using PromptGrid.Silo.Audit;
using PromptGrid.Testing;

namespace PromptGrid.Api.Tests.Audit;

public sealed class RepairAloneTests
{
    [PostgresFact]
    public async Task A_repair_stops_once_it_cannot_keep_servers_out()
    {
        var target = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("repair-");
        try
        {
            var host = DriftTests.Open(folder.FullName, target);
            await using var _ = (IAsyncDisposable)host;
            using var access = await AuditAccess.OpenForRepairAsync(host.Services, default);
            var lost = host.Services.GetRequiredService<ILedgerStore>().AloneLost;
            var begun = new List<string>();
            var settings = new AuditSettings
            {
                Progress = (step, _) =>
                {
                    begun.Add(step);
                    if (begun.Count > 1) return;
                    Terminate(target);
                    Assert.True(lost.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)), "Nobody told that the lock was lost.");
                },
            };
            // Not on this test's own thread: the step waits there.
            var stopped = await Assert.ThrowsAsync<LedgerInUseException>(() => Task.Run(() => access.RepairAsync(settings, TimeProvider.System, default)));
            Assert.Contains("the repair stopped", stopped.Message, StringComparison.Ordinal);
            Assert.Single(begun.Distinct());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Terminate(string target)
    {
        using var connection = new NpgsqlConnection(target);
        connection.Open();
        using var command = new NpgsqlCommand("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())", connection);
        Assert.Equal(true, command.ExecuteScalar());
    }
}
