using Npgsql;
using PromptGrid.Testing;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary>PostgreSQL goes away in different ways while the server stays up.</summary>
internal static class PostgresCases
{
    private const int Kills = 4;
    private static readonly TimeSpan CuttingTime = TimeSpan.FromSeconds(8);

    /// <summary><c>kill -9</c> of PostgreSQL's first process, and a start a second or two later.</summary>
    public static async Task KilledAsync(CaseRun run)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var stage = await Stage.OpenAsync(run, await postgres.CreateDatabaseAsync());
        stage.Load.Start();
        for (var round = 0; round < Kills; round++)
        {
            await run.PauseAsync(500, 1_500);
            await postgres.KillAsync();
            await run.PauseAsync(1_000, 2_500);
            await postgres.ResumeAsync();
            await stage.Load.RecoverAsync();
        }

        await run.ConcludeAsync();
        RequireRefusals(run, stage);
        run.Note($"{Kills} kills of PostgreSQL");
    }

    /// <summary>An administrator ends the server's connections, one at a time, at random moments.</summary>
    public static async Task TerminatedAsync(CaseRun run)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var database = await postgres.CreateDatabaseAsync();
        await using var stage = await Stage.OpenAsync(run, database);
        stage.Load.Start();
        await run.PauseAsync(400, 800);
        var until = System.Diagnostics.Stopwatch.StartNew();
        var ended = 0;
        // Its own connection, not from a pool: it must not be handed one that was just ended.
        await using (var administrator = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, ApplicationName = "faults" }.ConnectionString))
        {
            await administrator.OpenAsync();
            while (until.Elapsed < CuttingTime)
            {
                await using var command = new NpgsqlCommand(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name <> 'faults' ORDER BY (state = 'idle'), md5(pid::text || $1) LIMIT 1",
                    administrator);
                command.Parameters.AddWithValue(run.Random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture));
                if (await command.ExecuteScalarAsync() is true) ended++;
                await run.PauseAsync(10, 250);
            }
        }

        await stage.Load.RecoverAsync();
        await run.ConcludeAsync();
        if (ended == 0) run.Failures.Add("no connection was ended");
        run.Note($"{ended} connections ended");
    }

    /// <summary>Connections are cut after a commit, before the server hears of it; and sometimes all at once.</summary>
    public static async Task CutAsync(CaseRun run)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        var direct = await postgres.CreateDatabaseAsync();
        await using var proxy = new CuttingProxy(postgres.Socket, new Random(run.Random.Next()));
        var through = new NpgsqlConnectionStringBuilder(direct) { Host = "127.0.0.1", Port = proxy.Port }.ConnectionString;
        await using var stage = await Stage.OpenAsync(run, through, direct);
        stage.Load.Start();
        await run.PauseAsync(400, 800);
        proxy.CutOneIn(40);
        var until = System.Diagnostics.Stopwatch.StartNew();
        while (until.Elapsed < CuttingTime)
        {
            await run.PauseAsync(500, 2_000);
            proxy.CutAll();
        }

        proxy.CutOneIn(0);
        await stage.Load.RecoverAsync();
        await run.ConcludeAsync();
        if (proxy.Cuts == 0) run.Failures.Add("no connection was cut between a commit and its answer");
        run.Note($"{proxy.Cuts} cuts after a commit");
    }

    private static void RequireRefusals(CaseRun run, Stage stage)
    {
        if (stage.Load.Tally.Refused == 0) run.Failures.Add("nothing was refused while PostgreSQL was away");
    }
}
