using PromptGrid.Embedded.Hosting;

namespace PromptGrid.Embedded.Activations;

/// <summary>
/// Deactivates what has been idle for its age. Time is counted in sweeps, so that a call marks its grain as used by writing a
/// number instead of reading a clock; collection is late by up to one sweep, never early.
/// </summary>
internal sealed class Collector(EmbeddedGrainsOptions options, TimeProvider time) : IDisposable
{
    private ITimer? _timer;
    private int _epoch;

    internal int Epoch => Volatile.Read(ref _epoch);

    public void Dispose() => _timer?.Dispose();

    internal void Start(GrainRuntime runtime)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static state =>
                {
                    var (collector, runtime) = ((Collector, GrainRuntime))state!;
                    collector.Sweep(runtime);
                },
                (this, runtime),
                options.CollectionQuantum,
                options.CollectionQuantum);
        }
    }

    private void Sweep(GrainRuntime runtime)
    {
        var epoch = Interlocked.Increment(ref _epoch);
        var now = time.GetTimestamp();
        foreach (var activation in runtime.Activations)
            activation.DeactivateIfIdle(epoch, now);
        foreach (var provider in runtime.StreamProviders)
            provider.Trim();
    }
}
