using PromptGrid.Testing;

namespace PromptGrid.Bench.Faults.Cases;

/// <summary>Events whose bodies are not what their names promise appear in the ledger.</summary>
internal static class PoisonCases
{
    private static readonly TimeSpan PutAsideMax = TimeSpan.FromSeconds(60);

    /// <summary>Each event, and the projections that read its body.</summary>
    private static readonly (string Name, string Body, string[] Readers)[] Events =
    [
        ("prompt.likes-changed", "{\"added\": 7, \"removed\": \"nobody\"}", ["profiles", "trending", "notifications"]),
        ("prompt.published", "[]", ["lineage", "feed"]),
    ];

    public static async Task SqliteAsync(CaseRun run)
    {
        await using var stage = await Stage.OpenAsync(run);
        await PoisonAsync(run, stage);
    }

    public static async Task PostgresAsync(CaseRun run)
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true);
        await using var stage = await Stage.OpenAsync(run, await postgres.CreateDatabaseAsync());
        await PoisonAsync(run, stage);
    }

    private static async Task PoisonAsync(CaseRun run, Stage stage)
    {
        stage.Load.Start();
        await run.PauseAsync(400, 1_000);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var expected = 0;
        foreach (var (name, body, readers) in Events)
        {
            var partition = (int)await stage.Ledger.ScalarAsync("SELECT max(partition) FROM ledger_heads");
            await InsertAsync(stage, partition, name, body);
            var sequence = await stage.Ledger.ScalarAsync($"SELECT max(sequence) FROM events WHERE subject = '{Subject}'");
            stage.Poison.Add((partition, sequence));
            foreach (var reader in readers) stage.ExpectDeadLetter(FormattableString.Invariant($"{reader} {partition}/{sequence} {name}"));
            expected += readers.Length;
        }

        while (await stage.Ledger.ScalarAsync("SELECT count(*) FROM dead_letters") < expected)
        {
            if (watch.Elapsed > PutAsideMax) throw new CaseFailedException($"Not all {expected} poison events were put aside within {PutAsideMax.TotalSeconds} s.");
            await Task.Delay(50);
        }

        run.Note($"put aside after {watch.ElapsedMilliseconds} ms");
        await stage.Load.RecoverAsync();
        var shown = await stage.StatsAsync();
        foreach (var (name, _, readers) in Events)
        {
            foreach (var reader in readers)
            {
                if (!shown.Split('\n').Any(line => line.Contains(reader, StringComparison.Ordinal) && line.Contains(name, StringComparison.Ordinal)))
                    run.Failures.Add($"promptgrid db stats does not show {name} as a dead letter of {reader}");
            }
        }

        await run.ConcludeAsync();
    }

    private const string Subject = "prm_01890000000000000000000000";

    private static Task InsertAsync(Stage stage, int partition, string name, string body) => stage.Ledger.ExecuteAsync(
        ("UPDATE ledger_heads SET sequence = sequence + 1 WHERE partition = @partition", [("partition", partition)]),
        (
            """
            INSERT INTO events (partition, sequence, name, schema_version, subject, at, body)
            SELECT h.partition, h.sequence, @name, 1, @subject, coalesce((SELECT max(e.at) FROM events e WHERE e.partition = h.partition), 0), @body
            FROM ledger_heads h WHERE h.partition = @partition
            """,
            [("partition", partition), ("name", name), ("subject", Subject), ("body", body)]));
}
