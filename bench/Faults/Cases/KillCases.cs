using PromptGrid.Testing;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary><c>kill -9</c> of the server under load, again and again.</summary>
internal static class KillCases
{
    private const int Rounds = 6;

    public static async Task SqliteAsync(CaseRun run)
    {
        await using var stage = await Stage.OpenAsync(run);
        await KillAsync(run, stage);
    }

    public static async Task PostgresAsync(CaseRun run)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var stage = await Stage.OpenAsync(run, await postgres.CreateDatabaseAsync());
        await KillAsync(run, stage);
    }

    private static async Task KillAsync(CaseRun run, Stage stage)
    {
        stage.Load.Start();
        for (var round = 0; round < Rounds; round++)
        {
            await run.PauseAsync(400, 1_600);
            await stage.Server.KillAsync();
            var killed = System.Diagnostics.Stopwatch.GetTimestamp();
            await stage.RestartAsync();
            // From the kill: starting again is part of coming back.
            await stage.Load.RecoverAsync(killed);
        }

        await run.ConcludeAsync();
        run.Note($"{Rounds} kills");
    }
}
