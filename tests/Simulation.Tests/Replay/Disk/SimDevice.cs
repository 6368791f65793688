namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>A process's way to the disk: each access is a step of its own, late, and may fail.</summary>
internal sealed class SimDevice(SimProcess process, SimFaults faults)
{
    private const int LatencyMaxMilliseconds = 40;

    public SimProcess Process { get; } = process;

    /// <summary>Sees the disk as it is somewhere between now and the answer.</summary>
    public ValueTask<T> ReadAsync<T>(string label, Func<T> read, Func<Exception> failure)
    {
        var random = Process.Random;
        if (random.Next(3) == 0) return ValueTask.FromResult(read());
        var fails = random.NextDouble() < faults.Read;
        var early = random.Next(2) == 0;
        var value = early ? read() : default!;
        var answer = new TaskCompletionSource<T>();
        Later(label, () =>
        {
            if (fails) answer.SetException(failure());
            else answer.SetResult(early ? value : read());
        });
        return new ValueTask<T>(answer.Task);
    }

    /// <summary>Changes the disk at one moment between now and the answer.</summary>
    public ValueTask<T> WriteAsync<T>(string label, Func<T> write, Func<Exception> failure)
    {
        var answer = new TaskCompletionSource<T>();
        Later(label, () =>
        {
            var fault = NextFault();
            if (fault == WriteFault.Lost)
            {
                answer.SetException(failure());
                return;
            }

            // Between the write and its answer anything may happen, a crash too.
            var value = write();
            Later(label, () =>
            {
                if (fault == WriteFault.None) answer.SetResult(value);
                else answer.SetException(failure());
            });
        });
        return new ValueTask<T>(answer.Task);
    }

    public WriteFault NextFault() =>
        Process.Random.NextDouble() >= faults.Write ? WriteFault.None
        : Process.Random.Next(2) == 0 ? WriteFault.Lost : WriteFault.DoneButNotTold;

    /// <summary>Now and then an access takes long.</summary>
    public void Later(string label, Action run)
    {
        if (Process.Random.Next(12) != 0)
        {
            Process.Post(label, run);
            return;
        }

        Process.Time.CreateTimer(_ => run(), null, TimeSpan.FromMilliseconds(Process.Random.Next(LatencyMaxMilliseconds)), Timeout.InfiniteTimeSpan);
    }
}
