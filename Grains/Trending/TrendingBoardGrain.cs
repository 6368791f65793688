using System.Collections.Immutable;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Interfaces.Trending;
using PromptGrid.Ledger;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Grains.Trending;

/// <summary>
/// One board in memory, kept up to date by the trending projection for as long as somebody looks at it.
/// </summary>
/// <remarks>It asks the projection to be told first and reads the store second, so that no change falls in between. A
/// board nobody asked for is not reported to and goes to sleep.</remarks>
public sealed class TrendingBoardGrain(ITrendingStore store, ILedgerReader reader, TimeProvider time) : Grain, ITrendingBoardGrain
{
    /// <summary>How long the projection reports without being asked again.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    /// <summary>How often the lease is renewed, and the board compared with the store in case a report was lost.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);

    private readonly TrendingBoard _board = new();
    private BoardKey _key;
    private BoardSnapshot? _snapshot;
    private TaskCompletionSource? _changed;
    private DateTimeOffset _usedAt;
    private ImmutableDictionary<string, int> _baseline = ImmutableDictionary<string, int>.Empty;
    private DateTimeOffset _baselineAt;
    // Revisions of an earlier activation must not look like ours: they start at the time of activation.
    private long _revisionBase;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = BoardKey.Parse(this.GetPrimaryKeyString()) ?? throw new ArgumentException("The key is not a board's.");
        _revisionBase = time.GetUtcNow().ToUnixTimeMilliseconds() << 10;
        _usedAt = time.GetUtcNow();
        await RenewAsync(cancellationToken);
        TakeBaseline();
        this.RegisterGrainTimer(RenewAsync, new GrainTimerCreationOptions { DueTime = Renewal, Period = Renewal, Interleave = false });
    }

    public async Task<double> ReportAsync(ImmutableArray<BoardReport> reports)
    {
        var changed = false;
        foreach (var report in reports) changed |= _board.Report(report.PromptId, report.Score);
        if (changed) Changed();
        // The floor sinks: every partition must forget the higher one it was told, before the store is read.
        if (_board.NeedsRefill) await FollowAsync(CancellationToken.None);
        return _board.PromiseFloor();
    }

    public ValueTask<BoardSnapshot> GetAsync()
    {
        _usedAt = time.GetUtcNow();
        return ValueTask.FromResult(Snapshot());
    }

    public async Task<BoardSnapshot> WaitAsync(long revision, TimeSpan patience)
    {
        _usedAt = time.GetUtcNow();
        if (revision == _revisionBase + _board.Revision)
        {
            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await _changed.Task.WaitAsync(patience < LongPoll.PatienceMax ? patience : LongPoll.PatienceMax, time);
            }
            catch (TimeoutException)
            {
                // Nothing moved: the watcher gets the board as it is and asks again.
            }
        }

        return Snapshot();
    }

    private BoardSnapshot Snapshot()
    {
        if (time.GetUtcNow() - _baselineAt > BaselinePeriod) TakeBaseline();
        return _snapshot ??= new BoardSnapshot(
            _revisionBase + _board.Revision,
            time.GetUtcNow(),
            [.. _board.Entries.Select((e, i) => new BoardEntry(e.Id, i + 1, _baseline.TryGetValue(e.Id, out var rank) ? rank : null, e.Score))]);
    }

    /// <summary>Ranks are compared with those of up to a twelfth of the half-life ago: 5 minutes for the hour, 2 hours for
    /// the day.</summary>
    private TimeSpan BaselinePeriod => _key.Window.HalfLife() / 12;

    private void TakeBaseline()
    {
        _baseline = _board.Entries.Select((e, i) => KeyValuePair.Create(e.Id, i + 1)).ToImmutableDictionary(StringComparer.Ordinal);
        _baselineAt = time.GetUtcNow();
        _snapshot = null;
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _usedAt > Lease)
        {
            DeactivateOnIdle();
            return;
        }

        await FollowAsync(cancellationToken);
    }

    /// <summary>Asks to be told of everything from now on, then takes what the store holds.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < reader.PartitionCount; partition++)
        {
            await GrainFactory.Projection(ProjectionNames.Trending, partition).WatchAsync(_key.ToString(), Lease);
        }

        var best = await store.TopAsync(_key, TrendingBoard.Capacity, cancellationToken);
        if (_board.Refill(best)) Changed();
    }

    private void Changed()
    {
        _snapshot = null;
        _changed?.TrySetResult();
        _changed = null;
    }
}
