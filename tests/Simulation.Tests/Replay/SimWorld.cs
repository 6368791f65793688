using System.Globalization;
using Orleans;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>The disk and the processes on it; kills and starts them.</summary>
internal sealed class SimWorld : IDisposable
{
    private const int ClockErrorMaxMilliseconds = 400;
    private static readonly TimeSpan OperationRetention = TimeSpan.FromHours(24);

    private readonly List<SimSilo> _all = [];
    private readonly List<SimSilo> _silos = [];
    private readonly List<string>? _log;
    private int _started;

    public SimWorld(int seed, Flaw flaw, List<string>? log)
    {
        _log = log;
        Scheduler = new SimScheduler(seed);
        Clients = new SimProcess(Scheduler, "clients");
        var partitions = Scheduler.Random.Next(1, 4);
        var tables = flaw == Flaw.None ? new MemoryTables(partitions, OperationRetention) : new FlawedTables(partitions, OperationRetention, flaw);
        Disk = new SimDisk(tables, flaw);
        StartSilo();
    }

    public SimScheduler Scheduler { get; }

    public SimDisk Disk { get; }

    public SimFaults Faults { get; } = new();

    /// <summary>Where clients, the one who breaks things, and the audit run. Never dies.</summary>
    public SimProcess Clients { get; }

    public Random Random => Scheduler.Random;

    public bool IsSplit => _silos.Count > 1;

    /// <summary>Since the last fresh start of everything, did two silos ever write side by side? Then what one of them still
    /// remembers may be old.</summary>
    public bool WasSplit { get; private set; }

    /// <summary>How many kills and splits there were.</summary>
    public int Events { get; private set; }

    /// <summary>How many likes and saves the audit saw that boards do not count.</summary>
    public int Echoes { get; set; }

    /// <summary>A silo of those that are there.</summary>
    public SimSilo AnySilo() => _silos[Random.Next(_silos.Count)];

    /// <summary>A second silo that does not see the first: every grain may now be active twice.</summary>
    public void Split()
    {
        Log("split");
        Events++;
        WasSplit = true;
        StartSilo();
    }

    /// <summary>Ends the split by killing one side.</summary>
    public void Heal()
    {
        while (_silos.Count > 1) Kill(AnySilo());
    }

    public void Crash()
    {
        Events++;
        while (_silos.Count > 0) Kill(_silos[^1]);
        WasSplit = false;
        StartSilo();
    }

    public void Log(string line)
    {
        Scheduler.Trace(line);
        _log?.Add(string.Create(CultureInfo.InvariantCulture, $"{Scheduler.Now:mm:ss.ffffff} #{Scheduler.Steps} {line}"));
    }

    /// <summary>Calls a grain as a client does: the answer may get lost, and so may the process that works on it.</summary>
    public async Task<T> CallAsync<T>(Func<IGrainFactory, Task<T>> call)
    {
        var silo = AnySilo();
        var answer = new TaskCompletionSource<T>();
        void Lost() => answer.TrySetException(new AnswerLostException());
        silo.Process.Killed += Lost;
        _ = ForwardAsync(call(silo.Grains), answer);
        try
        {
            var value = await answer.Task;
            return Random.NextDouble() < Faults.Answer ? throw new AnswerLostException() : value;
        }
        finally
        {
            silo.Process.Killed -= Lost;
        }
    }

    /// <summary>Runs steps until the work is done.</summary>
    public void RunUntil(Func<Task> work, long stepsMax)
    {
        var task = Clients.Run(work);
        while (!task.IsCompleted)
        {
            if (!Scheduler.RunOne()) throw new InvalidOperationException("Everybody waits for something that will never happen.");
            if (Scheduler.Steps > stepsMax) throw new InvalidOperationException($"No end after {stepsMax} steps.");
        }

        task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        foreach (var silo in _all) silo.Dispose();
    }

    private static async Task ForwardAsync<T>(Task<T> call, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.TrySetResult(await call);
        }
        catch (Exception e)
        {
            answer.TrySetException(e);
        }
    }

    private void StartSilo()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"silo {++_started}");
        var error = TimeSpan.FromMilliseconds(Random.Next(-ClockErrorMaxMilliseconds, ClockErrorMaxMilliseconds));
        var silo = new SimSilo(new SimProcess(Scheduler, name, error), Disk, Faults);
        _silos.Add(silo);
        _all.Add(silo);
        Log(name + " starts");
    }

    private void Kill(SimSilo silo)
    {
        Log(silo.Process.Name + " is killed");
        _silos.Remove(silo);
        silo.Process.Kill();
    }
}

/// <summary>The client does not know what became of its request.</summary>
internal sealed class AnswerLostException() : Exception("The answer was lost.");
