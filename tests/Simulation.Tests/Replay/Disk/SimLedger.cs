using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// The ledger as one process has it open: the product's rules, partitions and batches, its own lane over the shared tables.
/// A commit and its answers are separate steps.
/// </summary>
internal sealed class SimLedger : ILedger
{
    private readonly SimDevice _device;
    private readonly MemoryTables _tables;
    private readonly Action<IReadOnlyList<LedgerEvent>> _committed;
    private readonly Flaw _flaw;
    private readonly LaneClock _clock;
    private readonly Batch _batch;
    private readonly Queue<LaneItem> _waiting = new();
    private readonly Queue<Action> _answers = new();
    private bool _runs;

    public SimLedger(SimDevice device, SimDisk disk, Action<IReadOnlyList<LedgerEvent>> committed)
    {
        _device = device;
        _tables = disk.Ledger;
        _flaw = disk.Flaw;
        _committed = committed;
        _clock = new LaneClock(device.Process.Time);
        _batch = new Batch(device.Process.Random.Next(1, 9), independent: _tables.Partitions > 1);
    }

    public ValueTask<CommitOutcome> CommitAsync(WriteSet set)
    {
        WriteSetRules.Check(set);
        if (_flaw == Flaw.SetsAreTorn && set.Documents.Length > 0 && set.Counters.Length > 0)
            return TearAsync(set);
        return Enqueue(set);
    }

    private ValueTask<CommitOutcome> Enqueue(WriteSet set)
    {
        var pending = PendingCommit.Rent(set, Partitioning.Of(set.Entity, _tables.Partitions));
        var task = pending.Task;
        _waiting.Enqueue(pending);
        Schedule();
        return task;
    }

    private void Schedule()
    {
        if (_runs || _waiting.Count == 0) return;
        _runs = true;
        _device.Later("lane", CommitBatch);
    }

    private void CommitBatch()
    {
        _runs = false;
        _batch.Clear();
        while (_waiting.TryPeek(out var item) && _batch.TryAdd(item)) _waiting.Dequeue();
        var items = _batch.Items.ToArray();
        var fault = _device.NextFault();
        if (fault == WriteFault.Lost)
        {
            Answer(items, fails: true);
            Schedule();
            return;
        }

        var before = _flaw == Flaw.AnswersBeforeTheDisk ? _tables.Copy() : null;
        var at = _clock.Next();
        _tables.Write(_batch, at);
        _batch.Settle(at);
        if (before is not null) LoseOnCrash(before);
        // Whoever does not know that it committed tells nobody.
        if (fault != WriteFault.DoneButNotTold)
        {
            foreach (var events in _batch.Appended(at)) _committed(events);
        }

        Answer(items, fails: fault == WriteFault.DoneButNotTold);
        Schedule();
    }

    // Answers go out in the order of the commits, each batch at its own time.
    private void Answer(LaneItem[] items, bool fails)
    {
        _answers.Enqueue(() =>
        {
            foreach (var item in items)
            {
                if (fails) item.Fail(Failure());
                else item.Complete();
            }
        });
        _device.Process.Post("answer", () => _answers.Dequeue()());
    }

    private Exception Failure() => _flaw == Flaw.UnknownOutcomesLookLikeBugs
        ? new InvalidOperationException("The database failed.")
        : LaneFront.Unavailable(new LaneFault());

    // A disk that says it has written what is still on its way: the next thirty steps may lose it.
    private void LoseOnCrash(MemoryTables before)
    {
        var until = _device.Process.Scheduler.Steps + 30;
        _device.Process.Killed += () =>
        {
            if (_device.Process.Scheduler.Steps < until) _tables.Take(before);
        };
    }

    private async ValueTask<CommitOutcome> TearAsync(WriteSet set)
    {
        var counted = await Enqueue(set with { Documents = [], Keys = [], Edges = [], Events = [], Operation = null });
        return counted is CommitOutcome.Committed ? await Enqueue(set with { Counters = [] }) : counted;
    }
}
