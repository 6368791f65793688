using PromptGrid.Testing;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary>The disk fills up and is freed again.</summary>
internal static class DiskCases
{
    private const int Rounds = 2;
    private static readonly TimeSpan FullTime = TimeSpan.FromSeconds(5);

    /// <summary>Ledger, index and scores lie on a disk that fills up.</summary>
    public static async Task SqliteAsync(CaseRun run)
    {
        var data = run.NewFolder("disk");
        using var disk = SmallDisk.Mount(data, 96);
        await using var stage = await Stage.OpenAsync(run, data: data);
        stage.Load.Start();
        for (var round = 0; round < Rounds; round++)
        {
            await run.PauseAsync(500, 1_500);
            disk.Fill();
            await StayFullAsync(run, stage, disk, stage.Load.Targets[0]);
            disk.Free();
            await stage.Load.RecoverAsync();
        }

        await run.ConcludeAsync();
    }

    /// <summary>PostgreSQL's data lie on a disk that fills up; the server's own do not.</summary>
    public static async Task PostgresAsync(CaseRun run)
    {
        // A short path: a Unix socket lies in it.
        var folder = Directory.CreateTempSubdirectory("pgd-").FullName;
        try
        {
            using var disk = SmallDisk.Mount(folder, 192);
            await using var postgres = await PostgresServer.StartAsync(durable: true, Directory.CreateDirectory(Path.Combine(folder, "pg")).FullName, "max_wal_size=64MB", "min_wal_size=32MB", "shared_buffers=16MB");
            await using var stage = await Stage.OpenAsync(run, await postgres.CreateDatabaseAsync());
            stage.Load.Start();
            var restarts = 0;
            for (var round = 0; round < Rounds; round++)
            {
                await run.PauseAsync(500, 1_500);
                disk.Fill();
                await StayFullAsync(run, stage, disk, stage.Load.Targets[0]);
                disk.Free();
                // Out of room for its log, PostgreSQL ends itself; whoever runs it starts it again.
                if (!postgres.IsRunning)
                {
                    restarts++;
                    await postgres.ResumeAsync();
                }

                await stage.Load.RecoverAsync();
            }

            await run.ConcludeAsync();
            if (restarts > 0) run.Note($"PostgreSQL gave up and was started {restarts} times");
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Reads go on while writes are refused; it ends when that was seen for a while.</summary>
    private static async Task StayFullAsync(CaseRun run, Stage stage, SmallDisk disk, string prompt)
    {
        var tally = stage.Load.Tally;
        var (refused, answered) = (tally.Refused, tally.Answered);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        int reads = 0, failed = 0;
        while (watch.Elapsed < FullTime || (tally.Refused == refused && watch.Elapsed < FullTime * 3))
        {
            // What cleaning up frees is taken again: the disk stays full.
            disk.Fill();
            foreach (var path in (string[])["/v1/prompts/" + prompt, "/v1/prompts?sort=recent", "/v1/trending", "/v1/search?q=target"])
            {
                reads++;
                using var answer = await stage.Server.Client.GetAsync(path);
                if (!answer.IsSuccessStatusCode)
                {
                    failed++;
                    run.Log($"faults: {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }
            }

            await Task.Delay(50);
        }

        run.Note($"full: {tally.Refused - refused} writes refused, {tally.Answered - answered} answered, {reads - failed} of {reads} reads");
        if (tally.Refused == refused) run.Failures.Add("the full disk refused nothing");
        if (failed > 0) run.Failures.Add($"{failed} of {reads} reads failed on a full disk");
    }
}
