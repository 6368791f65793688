using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Stops lanes between two steps: with a failure, or until the test lets them go on.</summary>
internal sealed class TestFaults : IFaultPoint
{
    private readonly Lock _lock = new();
    private readonly Queue<(LaneStep Step, Action Act)> _armed = [];

    public void Reached(LaneStep step)
    {
        Action act;
        lock (_lock)
        {
            if (!_armed.TryPeek(out var next) || next.Step != step)
                return;
            act = _armed.Dequeue().Act;
        }

        act();
    }

    /// <summary>The next batch that reaches the step fails there.</summary>
    public void FailNext(LaneStep step, Func<Exception>? failure = null)
    {
        lock (_lock)
            _armed.Enqueue((step, () => throw (failure?.Invoke() ?? new LaneFault())));
    }

    /// <summary>The next batch that reaches the step waits there.</summary>
    public Gate HoldNext(LaneStep step)
    {
        var gate = new Gate();
        lock (_lock)
            _armed.Enqueue((step, gate.Pass));
        return gate;
    }

    /// <summary>Where a lane is held. Releasing it lets the lane go on.</summary>
    public sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _open = new();

        /// <summary>Completes when the lane has arrived.</summary>
        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        public void Release() => _open.Set();

        public void Dispose()
        {
            _open.Set();
        }

        internal void Pass()
        {
            _reached.SetResult();
            _open.Wait();
        }
    }
}
