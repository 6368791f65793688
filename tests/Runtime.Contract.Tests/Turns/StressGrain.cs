namespace PromptGrid.Runtime.Contract.Tests.Turns;

public sealed class StressGrain(StressLedger ledger) : Grain, IStressGrain
{
    private int _count;
    private int _onThread;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        ledger.Activated(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        ledger.Deactivated(this.GetPrimaryKeyString());
        return FlushAsync();
    }

    public async Task AddAsync(int awaits, bool deactivate)
    {
        var count = _count;
        for (var i = 0; i < awaits; i++)
        {
            CheckAlone();
            await Task.Yield();
        }
        CheckAlone();
        _count = count + 1;
        if (deactivate)
            DeactivateOnIdle();
    }

    public ValueTask<int> PeekAsync()
    {
        CheckAlone();
        return new(_count);
    }

    public Task FlushAsync()
    {
        ledger.Add(this.GetPrimaryKeyString(), _count);
        _count = 0;
        return Task.CompletedTask;
    }

    private void CheckAlone()
    {
        if (Interlocked.Increment(ref _onThread) != 1)
            ledger.Violated("two threads were in one grain");
        Thread.SpinWait(20);
        Interlocked.Decrement(ref _onThread);
    }
}
