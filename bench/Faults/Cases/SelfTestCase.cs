namespace PromptGrid.Bench.Faults.Cases;

/// <summary>Proves the verification: damage that is planted behind the server's back must be reported, each by itself, and
/// without it nothing.</summary>
internal static class SelfTestCase
{
    /// <param name="What">What is done to the data.</param>
    /// <param name="Database">Where it is done.</param>
    /// <param name="Plant">One statement that changes exactly one row.</param>
    /// <param name="Undo">The statement that changes it back.</param>
    /// <param name="Reports">How the findings begin that must be there.</param>
    private sealed record Damage(string What, Database Database, string Plant, string Undo, params string[] Reports);

    public static async Task RunAsync(CaseRun run)
    {
        await using var stage = await Stage.OpenAsync(run);
        stage.Load.Start();
        await run.PauseAsync(1_500, 2_500);
        await run.ConcludeAsync();
        if (!run.IsGood) return;
        var damages = await ChooseAsync(stage);
        foreach (var damage in damages)
        {
            await ChangeAsync(damage.Database, damage.Plant);
            var found = (await VerifyAsync(stage)).Details.ToList();
            foreach (var report in damage.Reports.Where(r => !found.Exists(d => d.StartsWith(r, StringComparison.Ordinal))))
                run.Failures.Add($"{damage.What}: not reported ({report}…); found: {string.Join(" / ", found)}");
            await ChangeAsync(damage.Database, damage.Undo);
            var left = await VerifyAsync(stage);
            if (!left.IsClean) run.Failures.Add($"{damage.What}: undone, and still reported: {string.Join(" / ", left.Details)}");
        }

        run.Note($"{damages.Count} planted damages, each found: {string.Join(", ", damages.Select(d => d.What))}");
    }

    private static async Task<List<Damage>> ChooseAsync(Stage stage)
    {
        var truth = await Truth.ReadAsync(stage.Ledger);
        var index = stage.OpenSearch();
        var ((kind, liked), client) = stage.Load.Clients
            .SelectMany(c => c.Edges.Where(e => e.Key.Kind == "like" && e.Value.SetEquals([true])).Select(e => (e.Key, c.UserId)))
            .FirstOrDefault();
        var publication = stage.Load.Clients.SelectMany(c => c.Publications).FirstOrDefault(p => p.Id is not null);
        var change = truth.Events.FirstOrDefault(e => e.Name == "prompt.likes-changed" && stage.Load.Targets.Contains(e.Subject));
        if (liked is null || publication is null || change is null) throw new CaseFailedException("The load left nothing to damage.");
        var where = FormattableString.Invariant($"partition = {change.Partition} AND sequence = {change.Sequence}");
        return
        [
            // Moved away and not deleted, so that it can be put back as it was.
            new("an edge lost", stage.Ledger,
                $"UPDATE edges SET kind = 'planted' WHERE kind = '{kind}' AND source = '{client}' AND target = '{liked}'",
                $"UPDATE edges SET kind = '{kind}' WHERE kind = 'planted'",
                $"lost: {kind} of {client} to {liked}",
                $"likes of {liked} in events",
                $"stored likes of {liked}",
                $"shown likes of {liked}",
                $"indexed likes of {liked}",
                $"signals of {liked}",
                $"the board's score of {liked}",
                "likes received by "),
            new("a like counted twice", stage.Ledger,
                $"UPDATE counters SET value = value + 1 WHERE entity = '{liked}' AND name = 'likes'",
                $"UPDATE counters SET value = value - 1 WHERE entity = '{liked}' AND name = 'likes'",
                $"stored likes of {liked}: {truth.EdgesTo(kind, liked) + 1}, should be {truth.EdgesTo(kind, liked)}"),
            new("a like not counted", stage.Ledger,
                $"UPDATE counters SET value = value - 1 WHERE entity = '{liked}' AND name = 'likes'",
                $"UPDATE counters SET value = value + 1 WHERE entity = '{liked}' AND name = 'likes'",
                $"stored likes of {liked}: {truth.EdgesTo(kind, liked) - 1}, should be {truth.EdgesTo(kind, liked)}"),
            new("a count in the index", index,
                $"UPDATE prompts SET saves = saves + 1 WHERE id = '{liked}'",
                $"UPDATE prompts SET saves = saves - 1 WHERE id = '{liked}'",
                $"indexed saves of {liked}"),
            new("a row of the index", index,
                $"UPDATE prompts SET id = 'planted' WHERE id = '{liked}'",
                $"UPDATE prompts SET id = '{liked}' WHERE id = 'planted'",
                $"lost: {liked} is not in the index"),
            new("a trending signal", stage.Trending,
                $"UPDATE trending_scores SET signals = signals + 1 WHERE prompt = '{liked}'",
                $"UPDATE trending_scores SET signals = signals - 1 WHERE prompt = '{liked}'",
                $"signals of {liked}"),
            new("an event's number", stage.Ledger,
                $"UPDATE events SET sequence = -sequence WHERE {where}",
                "UPDATE events SET sequence = -sequence WHERE sequence < 0",
                $"partition {change.Partition} has"),
            new("an event's meaning", stage.Ledger,
                $"UPDATE events SET name = 'planted' WHERE {where}",
                $"UPDATE events SET name = '{change.Name}' WHERE {where}",
                $"likes of {change.Subject} in events"),
            new("a publication lost", stage.Ledger,
                $"UPDATE documents SET id = 'planted' WHERE id = '{publication.Id}'",
                $"UPDATE documents SET id = '{publication.Id}' WHERE id = 'planted'",
                $"lost: {publication.Title} was answered and is not there"),
            new("a publication twice", stage.Ledger,
                $"INSERT INTO documents (id, version, body, updated_at) SELECT 'prm_planted', version, body, updated_at FROM documents WHERE id = '{publication.Id}'",
                "DELETE FROM documents WHERE id = 'prm_planted'",
                $"twice: {publication.Title} is there 2 times"),
            new("a dead letter", stage.Ledger,
                $"INSERT INTO dead_letters (projection, partition, sequence, event_name, subject, reason, at) SELECT 'profiles', partition, sequence, name, subject, 'planted', at FROM events WHERE {where}",
                "DELETE FROM dead_letters WHERE reason = 'planted'",
                $"dead letter: profiles {change.Partition}/{change.Sequence}"),
        ];
    }

    /// <summary>One look, with no patience for what follows the ledger: all of it was there before the damage.</summary>
    private static Task<Findings> VerifyAsync(Stage stage) => new Verification(stage).CompareAsync(TimeSpan.Zero);

    private static async Task ChangeAsync(Database database, string statement)
    {
        var changed = await database.ExecuteAsync((statement, []));
        if (changed != 1) throw new CaseFailedException($"{changed} rows were changed by: {statement}");
    }
}
