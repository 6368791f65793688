using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.HotPaths;

/// <summary>What a lane does with likes besides the database: fold, replay, settle.</summary>
public sealed class BatchPath
{
    public const int Sets = 64;

    private const string Prompt = "prm_00000000000000000000000000";

    private readonly Batch _batch = new(1_024, independent: true);
    private readonly WriteSet[] _sets;
    private readonly PendingCommit[] _pending = new PendingCommit[Sets];
    private long _sequence;

    public BatchPath()
    {
        var tally = new EdgeTally(Prompt, "likes", "prompt.likes-changed");
        _sets = [.. Enumerable.Range(0, Sets).Select(i => new WriteSet { Entity = Prompt, Edges = [new EdgeWrite("like", $"usr_{i:d26}", Prompt, Remove: false, tally)] })];
    }

    /// <summary>One batch of <see cref="Sets"/> likes of one prompt.</summary>
    /// <returns>The bytes of its event, so that nobody can leave it out.</returns>
    public int Run()
    {
        _batch.Clear();
        for (var i = 0; i < Sets; i++)
        {
            _pending[i] = PendingCommit.Rent(_sets[i], 0);
            if (!_batch.TryAdd(_pending[i])) throw new InvalidOperationException("The batch is full.");
        }

        _batch.Replay();
        foreach (ref var counter in _batch.Counters) counter.Value = ++_sequence;
        foreach (ref var head in _batch.Heads) head.Sequence = _sequence;
        _batch.Settle(_sequence);
        var length = _batch.Events[0].Body.Length;
        foreach (var pending in _pending) pending.Return();
        return length;
    }
}
