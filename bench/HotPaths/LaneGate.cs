using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.HotPaths;

/// <summary>Holds the ledger's lane, so that what is handed in meanwhile shares the next transaction: always the same work,
/// however fast the disk is.</summary>
internal sealed class LaneGate : IFaultPoint, IDisposable
{
    private readonly SemaphoreSlim _reached = new(0);
    private readonly SemaphoreSlim _opened = new(0);
    private volatile bool _isHolding;

    void IFaultPoint.Reached(LaneStep step)
    {
        if (step != LaneStep.BeforeCommit || !_isHolding) return;
        _isHolding = false;
        _reached.Release();
        _opened.Wait();
    }

    /// <summary>Completes when the lane holds a transaction with <paramref name="set"/> alone.</summary>
    /// <returns>Completes after <see cref="Open"/>, when that set is committed.</returns>
    public async Task<Task> HoldAsync(ILedger ledger, WriteSet set)
    {
        _isHolding = true;
        var held = ledger.CommitAsync(set).AsTask();
        await _reached.WaitAsync();
        return held;
    }

    /// <summary>Lets the lane go on.</summary>
    public void Open() => _opened.Release();

    public void Dispose()
    {
        _reached.Dispose();
        _opened.Dispose();
    }
}
