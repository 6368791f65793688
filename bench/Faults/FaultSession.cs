using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PromptGrid.Bench.Faults;

/// <summary>Runs cases one after the other, each bounded in time, and prints what came of them.</summary>
internal sealed class FaultSession(int seed) : IAsyncDisposable
{
    private const int LogLinesKept = 100_000;
    private static readonly TimeSpan CaseMax = TimeSpan.FromSeconds(170);

    private readonly string _folder = Directory.CreateTempSubdirectory("promptgrid-faults").FullName;
    private readonly List<string> _rows = [];
    private readonly TaskCompletionSource _interrupted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isGood = true;
    private bool _keepsLogs;

    public async Task RunAsync(FaultCase one)
    {
        if (one.Needs is { } reason)
        {
            Console.WriteLine($"{one.Name}: SKIPPED, {reason}");
            _rows.Add($"| {one.Name} | – | – | – | – | SKIPPED: {reason} |");
            return;
        }

        var log = new ConcurrentQueue<string>();
        var watch = Stopwatch.StartNew();
        var run = new CaseRun(one.Name, seed, Path.Combine(_folder, one.Name), line => { if (log.Count < LogLinesKept) log.Enqueue(line); });
        var work = Task.Run(() => one.RunAsync(run));
        try
        {
            if (await Task.WhenAny(work, _interrupted.Task, Task.Delay(CaseMax)) != work)
            {
                // Without its server the case fails soon, and clears away what it started.
                run.Failures.Add(_interrupted.Task.IsCompleted ? "interrupted" : $"not done within {CaseMax.TotalSeconds} s");
                if (run.Stage is { Server.HasExited: false } stage) await stage.Server.KillAsync();
            }

            await work;
        }
        catch (Exception e)
        {
            run.Failures.Add(e is CaseFailedException ? e.Message : e.ToString());
        }

        Conclude(one, run, watch.Elapsed, log);
        if (_interrupted.Task.IsCompleted) throw new OperationCanceledException("Interrupted.");
    }

    /// <summary>Prints the table.</summary>
    /// <returns>False when a case failed.</returns>
    public bool Report()
    {
        Console.WriteLine();
        Console.WriteLine("| case | answered | lost | counted twice | recovery ms | verdict |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var row in _rows) Console.WriteLine(row);
        return _isGood;
    }

    public void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        _interrupted.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        if (!_keepsLogs) Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void Conclude(FaultCase one, CaseRun run, TimeSpan took, ConcurrentQueue<string> log)
    {
        if (run.Stage is { } stage)
        {
            var tally = stage.Load.Tally;
            run.Note($"{tally.Refused} refused, {tally.Broken} broken off, {tally.Replayed} repeats");
            if (tally.BadCount > 0) run.Failures.Add(string.Create(CultureInfo.InvariantCulture, $"{tally.BadCount} answers that must never come: {string.Join(" / ", tally.Bad.Take(5))}"));
            if (run.IsConcluded && tally.Answered == 0) run.Failures.Add("nothing was answered");
        }

        _isGood &= run.IsGood;
        var verdict = run.IsGood ? "ok" : "FAILED";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{one.Name}: {verdict} in {took.TotalSeconds:F0} s; {string.Join("; ", run.Notes)}"));
        foreach (var failure in run.Failures.Concat(run.Findings.Details)) Console.WriteLine("    " + failure);
        if (!run.IsGood)
        {
            _keepsLogs = true;
            var path = Path.Combine(_folder, one.Name + ".log");
            File.WriteAllLines(path, log);
            Console.WriteLine("    the server's log: " + path);
        }

        var load = run.Stage?.Load;
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {one.Name} | {load?.Tally.Answered ?? 0} | {run.Findings.Lost} | {run.Findings.Doubled} | {load?.Recovery.TotalMilliseconds ?? 0:F0} | {verdict} |"));
    }
}
