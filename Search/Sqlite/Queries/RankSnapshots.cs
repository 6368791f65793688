namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>
/// Remembers the order of relevance behind the latest first pages, so that their next pages follow it whatever is
/// written meanwhile: every new prompt moves all bm25 scores a little.
/// </summary>
/// <remarks>Bounded by the number of places kept. An order that was forgotten is computed again for the time in the
/// cursor and continued behind its last score.</remarks>
/// <param name="firstKey">Where keys begin: another number for each index, so that a cursor never finds a stranger's order.</param>
/// <param name="maxPlaces">How many places are kept in all.</param>
internal sealed class RankSnapshots(long firstKey, int maxPlaces)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private long _next = firstKey;
    private int _places;

    public long Keep(string query, RankSnapshot snapshot)
    {
        lock (_lock)
        {
            var key = ++_next;
            _entries.Add(key, _byUse.AddFirst(new Entry(key, query, snapshot)));
            _places += snapshot.Places.Count;
            while (_places > maxPlaces && _byUse.Last is { } oldest && _byUse.Count > 1)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _places -= oldest.Value.Snapshot.Places.Count;
            }

            return key;
        }
    }

    public RankSnapshot? Find(long key, string query)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node) || node.Value.Query != query)
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Snapshot;
        }
    }

    private sealed record Entry(long Key, string Query, RankSnapshot Snapshot);
}
