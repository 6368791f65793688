using System.Collections.Concurrent;
using System.Text.Json;
using PromptGrid.Api.Json;
using PromptGrid.Api.Live;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Telemetry;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Trending;

namespace PromptGrid.Api.Trending;

/// <summary>
/// Boards as this node shows them. A board is loaded once per <see cref="FreshFor"/> however many ask, and followed by one
/// long poll however many watch.
/// </summary>
public sealed class Boards(IGrainFactory grains, PromptCards cards, TimeProvider time, LiveFeeds feeds, ApiMetrics metrics)
{
    /// <summary>How old a served board may be.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(100);

    /// <summary>Entries of a board that are shown.</summary>
    public const int ShownMax = 100;

    /// <summary>An entry whose signals have decayed below this is not shown: a single like after ten half-lives.</summary>
    public const double ScoreShownMin = 0.001;

    private const int Capacity = 1_000;

    private readonly ConcurrentDictionary<BoardKey, Entry> _entries = new();

    public async ValueTask<TrendingView> GetAsync(BoardKey key) => (await ReadAsync(key)).View;

    /// <summary>The first <paramref name="limit"/> entries of a board as the API answers them: written once per
    /// <see cref="FreshFor"/> however many ask. The array is shared and not to be changed.</summary>
    public async ValueTask<byte[]> GetJsonAsync(BoardKey key, int limit) => (await ReadAsync(key)).Json(limit);

    private async ValueTask<Loaded> ReadAsync(BoardKey key)
    {
        var known = _entries.GetValueOrDefault(key);
        var isFresh = known is not null && time.GetElapsedTime(known.At) < FreshFor;
        metrics.ReadBoard(isFresh);
        if (isFresh) return await known!.Board;
        if (_entries.Count >= Capacity) _entries.Clear();
        var fresh = new Entry(time.GetTimestamp(), new Lazy<Task<Loaded>>(async () => new Loaded(await LoadAsync(key))));
        var entry = known is null ? _entries.GetOrAdd(key, fresh) : _entries.TryUpdate(key, fresh, known) ? fresh : _entries.GetValueOrDefault(key, fresh);
        try
        {
            return await entry.Board;
        }
        catch
        {
            _entries.TryRemove(new(key, entry));
            throw;
        }
    }

    /// <summary>The board as it moves; the feed ends by itself when nobody watches.</summary>
    public LiveFeed<TrendingView> Watch(BoardKey key) => feeds.Get(
        "board/" + key,
        () => GetAsync(key).AsTask(),
        async (current, cancellationToken) => await ViewAsync(key, await grains.TrendingBoard(key).WaitAsync(current.Revision, LiveFeeds.Patience), cancellationToken));

    /// <summary>What turns one state of a board into another.</summary>
    public static BoardDiffView Diff(TrendingView before, TrendingView after)
    {
        var old = before.Items.ToDictionary(i => i.Prompt.Id);
        var changed = after.Items.Where(i => !old.TryGetValue(i.Prompt.Id, out var was) || was.Rank != i.Rank || was.PreviousRank != i.PreviousRank
            || was.LogScore != i.LogScore || was.Prompt.Counts != i.Prompt.Counts || was.Prompt.UpdatedAt != i.Prompt.UpdatedAt).ToList();
        var now = after.Items.Select(i => i.Prompt.Id).ToHashSet(StringComparer.Ordinal);
        return new BoardDiffView(after.Window, after.Scope, after.AsOf, after.Revision, changed, [.. before.Items.Select(i => i.Prompt.Id).Where(id => !now.Contains(id))]);
    }

    private async Task<TrendingView> LoadAsync(BoardKey key) => await ViewAsync(key, await grains.TrendingBoard(key).GetAsync(), CancellationToken.None);

    private async Task<TrendingView> ViewAsync(BoardKey key, BoardSnapshot board, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var shown = board.Entries
            .Select(e => (Entry: e, Score: ForwardDecay.ValueAt(key.Window, e.Score, now)))
            .Where(e => e.Score >= ScoreShownMin)
            .Take(ShownMax)
            .ToList();
        var prompts = (await cards.LoadAsync([.. shown.Select(e => e.Entry.PromptId)], readerId: null, cancellationToken)).ToDictionary(p => p.Id);
        var items = new List<TrendingItemView>(shown.Count);
        foreach (var (entry, score) in shown)
        {
            if (prompts.TryGetValue(entry.PromptId, out var prompt) && prompt.IsListed)
            {
                items.Add(new TrendingItemView(items.Count + 1, entry.PreviousRank, Math.Round(score, 4), prompt) { LogScore = entry.Score });
            }
        }

        return new TrendingView(key.Window.Name(), key.Scope.ToString(), now, board.Revision, items);
    }

    private sealed class Entry(long at, Lazy<Task<Loaded>> load)
    {
        public long At { get; } = at;

        public Task<Loaded> Board => load.Value;
    }

    /// <summary>A board, and the answers that were made of it.</summary>
    private sealed class Loaded(TrendingView view)
    {
        // Callers ask for a few lengths; whoever asks for every one of them must not fill the memory.
        private const int AnswersKept = 3;

        // By the number of entries they show: whoever asks for more than there are gets all.
        private readonly Dictionary<int, byte[]> _answers = [];

        public TrendingView View => view;

        public byte[] Json(int limit)
        {
            var shown = Math.Min(limit, view.Items.Count);
            // Whoever comes while it is being written waits: they would have to write the same.
            lock (_answers)
            {
                if (_answers.TryGetValue(shown, out var kept)) return kept;
                if (_answers.Count < AnswersKept) return _answers[shown] = Write(shown);
            }

            return Write(shown);
        }

        private byte[] Write(int shown) => JsonSerializer.SerializeToUtf8Bytes(
            shown == view.Items.Count ? view : view with { Items = [.. view.Items.Take(shown)] }, ApiJson.Web.TrendingView);
    }
}
