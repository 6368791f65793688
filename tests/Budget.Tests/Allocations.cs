namespace PromptGrid.Budget.Tests;

/// <summary>Measures what operations allocate.</summary>
internal static class Allocations
{
    private const int Repeats = 7;
    private static readonly TimeSpan WarmupTime = TimeSpan.FromMilliseconds(400);

    /// <summary>
    /// Bytes for one operation, on all threads: the median of some repeats after a warm-up that lets the hot code be compiled
    /// to its last tier.
    /// </summary>
    /// <param name="run">Runs <paramref name="operations"/> operations.</param>
    /// <param name="operations">Operations in one run.</param>
    /// <param name="runs">Runs in one repeat.</param>
    public static async Task<double> MeasureAsync(Func<ValueTask> run, int operations, int runs)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < runs || TimeProvider.System.GetElapsedTime(started) < WarmupTime; i++) await run();

        var repeats = new double[Repeats];
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < runs; i++) await run();
            repeats[repeat] = (GC.GetTotalAllocatedBytes(precise: true) - before) / ((double)runs * operations);
        }

        Array.Sort(repeats);
        return repeats[Repeats / 2];
    }
}
