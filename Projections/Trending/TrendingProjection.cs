using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Interfaces.Trending;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Projections.Trending;

/// <summary>
/// Turns reactions into trending scores and tells the boards that somebody looks at. Scores and checkpoint are one
/// transaction, so every signal counts exactly once; a board that misses a report refills from the store.
/// </summary>
/// <remarks>Boards hear of a change at once; the store gets it within <see cref="WritePace"/>, so that a prompt that is
/// liked a thousand times in a second is one row to write. What a crash takes of that is read from the ledger again. Who
/// asks to be told finds in the store all that happened before.</remarks>
public sealed partial class TrendingProjection(
    ITrendingStore store,
    ILedgerReader reader,
    ISearchIndex search,
    IGrainFactory grains,
    ProjectionMetrics metrics,
    TimeProvider time,
    ILogger<TrendingProjection> logger) : IWatchedProjection
{
    /// <summary>The window by which lists and searches are sorted "trending".</summary>
    public const TrendingWindow SearchWindow = TrendingWindow.Day;

    /// <summary>Changed scores that wait for the search index; past this many the oldest wait is cut short.</summary>
    private const int PendingScoresMax = 2_000;

    /// <summary>Rows remembered per partition.</summary>
    private const int RowsMax = 20_000;

    /// <summary>Changed rows of a partition that wait for the store; past this many they do not wait.</summary>
    private const int UnwrittenMax = 5_000;

    private static readonly TimeSpan ScorePace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WritePace = TimeSpan.FromSeconds(1);

    // Per partition: the boards that asked, until when, and the floor each last named.
    private readonly ConcurrentDictionary<(int Partition, string Board), Watcher> _watchers = new();
    private readonly ConcurrentDictionary<int, PendingScores> _pending = new();
    private readonly ConcurrentDictionary<int, PartitionRows> _rows = new();

    public string Name => ProjectionNames.Trending;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(50);

    public TimeSpan PaceWhenBusy => TimeSpan.FromMilliseconds(150);

    public int BatchSizeMax => 4_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        // A runner that begins, or begins again after trouble, trusts the store alone.
        _rows.TryRemove(partition, out _);
        var checkpoint = await store.ReadCheckpointAsync(partition, cancellationToken);
        _rows[partition] = new PartitionRows(store, partition, checkpoint);
        return checkpoint;
    }

    public async ValueTask WatchAsync(int partition, string topic, TimeSpan lease, CancellationToken cancellationToken)
    {
        _watchers[(partition, topic)] = new Watcher(time.GetUtcNow() + lease, ForwardDecay.Empty);
        if (_rows.TryGetValue(partition, out var rows)) await rows.WriteAsync(cancellationToken);
    }

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var rows = _rows[partition];
        var changes = new Dictionary<string, Change>(StringComparer.Ordinal);
        Dictionary<string, TrendingRow> before;
        List<TrendingRow> after;
        try
        {
            foreach (var e in events) Collect(e, changes);
            before = await rows.ReadAsync(changes.Keys, cancellationToken);
            after = await ApplyAsync(changes, before, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What came before these events is sound: the checkpoint must stand right in front of the one that fails.
            await rows.WriteAsync(cancellationToken);
            throw;
        }

        var relisted = after.Where(r => changes[r.PromptId].Relist || !before.ContainsKey(r.PromptId)).Select(r => r.PromptId);
        rows.Change(events[0].Position.Sequence - 1, events[^1].Position.Sequence, after, relisted);
        var now = time.GetUtcNow();
        if (now - rows.WrittenAt >= WritePace || rows.UnwrittenCount >= UnwrittenMax)
        {
            rows.WrittenAt = now;
            await rows.WriteAsync(cancellationToken);
            rows.Forget(RowsMax);
        }

        if (await ReportAsync(partition, before, after)) metrics.ToldBoards(events[0].At);
        await PushScoresAsync(partition, after, cancellationToken);
    }

    public async ValueTask IdleAsync(int partition, CancellationToken cancellationToken)
    {
        await _rows[partition].WriteAsync(cancellationToken);
        await PushScoresAsync(partition, [], cancellationToken);
    }

    public async ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken)
    {
        var rows = _rows[position.Partition];
        rows.Change(position.Sequence - 1, position.Sequence, [], []);
        await rows.WriteAsync(cancellationToken);
    }

    private static void Collect(LedgerEvent e, Dictionary<string, Change> changes)
    {
        Change Of() => changes.TryGetValue(e.Subject, out var change) ? change : changes[e.Subject] = new Change();
        switch (e.Name)
        {
            case PromptEventNames.LikesChanged:
                Of().Edges.Add((TrendingWeights.Like, e.At, e.ReadEdges()));
                break;
            case PromptEventNames.SavesChanged:
                Of().Edges.Add((TrendingWeights.Save, e.At, e.ReadEdges()));
                break;
            case PromptEventNames.ForksChanged:
                Of().Edges.Add((TrendingWeights.Fork, e.At, e.ReadEdges()));
                break;
            case PromptEventNames.CommentsChanged:
                Of().Edges.Add((TrendingWeights.Comment, e.At, e.ReadEdges()));
                break;
            case PromptEventNames.Used:
                var used = e.Read(DomainJson.Stored.PromptUsed);
                Of().Uses.Add((e.At, used.Copies + used.Runs));
                break;
            case PromptEventNames.Edited or PromptEventNames.Deleted or PromptEventNames.Moderated:
                Of().Relist = true;
                break;
            default:
                break;
        }
    }

    private async Task<List<TrendingRow>> ApplyAsync(Dictionary<string, Change> changes, Dictionary<string, TrendingRow> before, CancellationToken cancellationToken)
    {
        var result = new List<TrendingRow>(changes.Count);
        // Kind, tags and visibility come from the prompt itself: when it is new here, and when it was edited.
        var stale = changes.Where(c => before.ContainsKey(c.Key) ? c.Value.Relist : c.Value.HasSignals).Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        var fresh = new Dictionary<string, TrendingRow>(StringComparer.Ordinal);
        foreach (var ids in stale.Chunk(1_000))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken))
            {
                var prompt = document.ReadPrompt();
                fresh[prompt.Id] = new TrendingRow(prompt.Id, prompt.IsListed, prompt.Type, prompt.Category, prompt.Tags, TrendingScores.None);
            }
        }

        foreach (var (id, change) in changes)
        {
            var known = before.GetValueOrDefault(id);
            var row = fresh.GetValueOrDefault(id) ?? known;
            if (row is null) continue;
            var scores = known?.Scores ?? TrendingScores.None;
            foreach (var (weight, at, edges) in change.Edges)
            {
                // What is marked does not count here (see PromptEdges.LikeEcho), neither when it comes nor when it goes.
                scores = scores.Add(weight, edges.AddedUnmarked, at);
                foreach (var removed in edges.Removed)
                {
                    if (!removed.Marked) scores = scores.Subtract(weight, Microseconds.ToTime(removed.AddedAt));
                }
            }

            foreach (var (at, count) in change.Uses) scores = scores.Add(TrendingWeights.Use, count, at);
            result.Add(row with { Scores = scores });
        }

        return result;
    }

    /// <returns>False when no board that is watched is concerned.</returns>
    private async Task<bool> ReportAsync(int partition, Dictionary<string, TrendingRow> before, List<TrendingRow> after)
    {
        var now = time.GetUtcNow();
        var reports = new Dictionary<string, (Watcher Watcher, ImmutableArray<BoardReport>.Builder Reports)>(StringComparer.Ordinal);
        foreach (var row in after)
        {
            var old = before.GetValueOrDefault(row.PromptId);
            var scopes = row.Scopes.Union(old?.Scopes ?? []);
            foreach (var scope in scopes)
            {
                var shown = row.Listed && row.Scopes.Contains(scope);
                foreach (var window in TrendingWindows.All)
                {
                    var board = new BoardKey(window, scope).ToString();
                    if (!_watchers.TryGetValue((partition, board), out var watcher)) continue;
                    if (watcher.Until < now)
                    {
                        _watchers.TryRemove(new((partition, board), watcher));
                        continue;
                    }

                    var score = shown ? row.Scores[window] : ForwardDecay.Empty;
                    var oldScore = old?.Scores[window] ?? ForwardDecay.Empty;
                    if (score <= watcher.Floor && oldScore < watcher.Floor) continue;
                    if (!reports.TryGetValue(board, out var list)) reports[board] = list = (watcher, ImmutableArray.CreateBuilder<BoardReport>());
                    list.Reports.Add(new BoardReport(row.PromptId, score));
                }
            }
        }

        await Task.WhenAll(reports.Select(r => ReportAsync(partition, r.Key, r.Value.Watcher, r.Value.Reports.DrainToImmutable())));
        return reports.Count > 0;
    }

    private async Task ReportAsync(int partition, string board, Watcher watcher, ImmutableArray<BoardReport> reports)
    {
        try
        {
            var floor = await grains.TrendingBoard(BoardKey.Parse(board)!.Value).ReportAsync(reports);
            _watchers.TryUpdate((partition, board), watcher with { Floor = floor }, watcher);
        }
        catch (Exception e)
        {
            // The scores are stored; the board refills from them by itself.
            LogReportFailed(e);
        }
    }

    private async ValueTask PushScoresAsync(int partition, List<TrendingRow> rows, CancellationToken cancellationToken)
    {
        var pending = _pending.GetOrAdd(partition, _ => new PendingScores());
        foreach (var row in rows.Where(r => r.Listed)) pending.Scores[row.PromptId] = row.Scores[SearchWindow];
        var now = time.GetUtcNow();
        if (pending.Scores.Count + pending.Again.Count == 0 || (now - pending.PushedAt < ScorePace && pending.Scores.Count < PendingScoresMax)) return;
        pending.PushedAt = now;
        try
        {
            // Each score goes twice, a pace apart: the first may have come before the index knew the prompt.
            await search.ApplyAsync(new SearchBatch { Scores = [.. pending.Again.Concat(pending.Scores).Select(s => new SearchScore(s.Key, s.Value))] }, cancellationToken);
            (pending.Again, pending.Scores) = (pending.Scores, pending.Again);
            pending.Scores.Clear();
        }
        catch (SearchUnavailableException e)
        {
            // The boards do not wait for search; what is pending goes with the next change, or when it is quiet.
            LogScoresNotPushed(e);
            if (pending.Scores.Count > PendingScoresMax * 10) pending.Scores.Clear();
        }
    }

    private sealed class Change
    {
        public List<(double Weight, DateTimeOffset At, EdgesChanged Edges)> Edges { get; } = [];
        public List<(DateTimeOffset At, long Count)> Uses { get; } = [];
        public bool Relist { get; set; }
        public bool HasSignals => Edges.Count > 0 || Uses.Count > 0;
    }

    private sealed record Watcher(DateTimeOffset Until, double Floor);

    private sealed class PendingScores
    {
        public Dictionary<string, double> Scores { get; set; } = new(StringComparer.Ordinal);

        public Dictionary<string, double> Again { get; set; } = new(StringComparer.Ordinal);

        public DateTimeOffset PushedAt { get; set; }
    }
}
