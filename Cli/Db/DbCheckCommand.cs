using System.CommandLine;
using System.Text.Json;
using PromptGrid.Cli.Local;
using PromptGrid.Cli.Progress;
using PromptGrid.Projections.Audit;
using PromptGrid.Silo.Audit;

namespace PromptGrid.Cli.Db;

/// <summary><c>promptgrid db check</c>: compares everything the local data folder holds, and mends it if asked to.</summary>
internal static class DbCheckCommand
{
    private const int ShownMax = 20;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    public static Command Create(CommandEnvironment environment)
    {
        var repair = new Option<bool>("--repair") { Description = "Mend what drifted apart, then check again. Without it nothing is written." };
        var json = new Option<bool>("--json") { Description = "Write one JSON object instead of lines." };
        var command = new Command("check", "Compare documents, edges, events, search and boards, and name each drift. Ends with 0 when there is none, with 3 when some is left.") { repair, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(environment, parsed.GetValue(repair), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandEnvironment environment, bool repair, bool json, CancellationToken cancellationToken)
    {
        await using var folder = LocalFolder.Find(environment);
        folder.Lock();
        using var access = repair
            ? await AuditAccess.OpenForRepairAsync(folder.Services, cancellationToken)
            : await AuditAccess.OpenReadOnlyAsync(folder.Services, cancellationToken);

        // Progress and JSON would spoil each other.
        var outcome = json ? await AuditAsync(access, null, environment, cancellationToken) : null;
        if (outcome is null)
        {
            await ProgressViews.For(environment).RunAsync(async steps =>
            {
                using var lines = new StepLines(steps);
                outcome = await AuditAsync(access, lines.Report, environment, cancellationToken);
            });
        }

        var (found, left) = outcome!.Value;
        if (json) await environment.Output.WriteLineAsync(JsonSerializer.Serialize(Summary(found, left, repair), Json));
        else await WriteAsync(environment.Output, found, left, repair);
        return left.Total == 0 ? ExitCodes.Done : ExitCodes.DriftLeft;
    }

    private static async Task<(AuditReport Found, AuditReport Left)?> AuditAsync(
        AuditAccess access, Action<string, long>? progress, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var settings = new AuditSettings { PageSize = 1_000, Progress = progress };
        if (access.Repairs is not null) return await access.RepairAsync(settings, environment.Time, cancellationToken);
        var report = await AuditPass.CheckAsync(access.Stores, settings, environment.Time, cancellationToken);
        return (report, report);
    }

    private static object Summary(AuditReport found, AuditReport left, bool repair) => new
    {
        Clean = left.Total == 0,
        found.Rows,
        Seconds = Math.Round(found.Duration.TotalSeconds, 3),
        left.Waiting,
        Repair = repair,
        Found = found.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Value),
        Left = left.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(c => c.Key, c => c.Value),
        Drift = found.Found.Select(d => new { d.Kind, d.Entity, d.Expected, d.Found, Left = left.Found.Contains(d) }),
    };

    private static async Task WriteAsync(TextWriter output, AuditReport found, AuditReport left, bool repair)
    {
        foreach (var drift in found.Found.Take(ShownMax)) await output.WriteLineAsync(Words.Printable($"{drift.Kind} {drift.Entity}: expected {drift.Expected}, found {drift.Found}"));
        if (found.Total > ShownMax) await output.WriteLineAsync($"… and {Words.Number(found.Total - Math.Min(ShownMax, found.Found.Count))} more; --json shows up to {Words.Number(AuditReport.FoundMax)}.");
        if (left.Waiting > 0) await output.WriteLineAsync($"{Words.Number(left.Waiting)} things wait for a projection that is behind; they were left out.");
        var looked = $"{Words.Number(found.Rows)} rows in {Words.Seconds(found.Duration)}, {Words.Rate(found.Rows, found.Duration)}";
        await output.WriteLineAsync((found.Total, left.Total) switch
        {
            (0, 0) => $"Clean: {looked}.",
            (var all, 0) => $"Mended: {Words.Number(all)} drifts, none is left; {looked}.",
            (_, var rest) => $"Drift: {Words.Number(rest)}{(repair ? " left" : "")} ({string.Join(", ", left.Counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {Words.Number(c.Value)}"))}); {looked}.",
        });
    }

    /// <summary>One progress step per check.</summary>
    private sealed class StepLines(IProgressSteps steps) : IDisposable
    {
        private IProgressStep? _step;
        private string _name = "";
        private long _from;
        private long _rows;

        public void Report(string name, long rows)
        {
            if (name != _name)
            {
                Dispose();
                (_step, _name, _from) = (steps.Begin(name), name, rows);
            }

            _rows = rows;
            _step!.Report(rows - _from, null, $"{Words.Number(rows - _from)} rows");
        }

        public void Dispose() => _step?.Complete($"{Words.Number(_rows - _from)} rows");
    }
}
