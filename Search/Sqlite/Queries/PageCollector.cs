using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Collects the first places of an order, or those that follow a place in it.</summary>
internal sealed class PageCollector(int limit, ListPlace? after)
{
    private readonly PriorityQueue<ListPlace, ListPlace> _kept = new(Comparer<ListPlace>.Create((x, y) => y.CompareTo(x)));
    private double _bar = double.NegativeInfinity;
    private long _seen;

    /// <summary>True when there is more behind the places.</summary>
    public bool HasMore => _seen > limit;

    public void Add(IndexedPrompt prompt, CursorKind kind) => Add(prompt, ListPlace.Key(prompt, kind));

    public void Add(IndexedPrompt prompt, double key)
    {
        if (after is { } last && (key > last.First || (key == last.First && ListPlace.Of(prompt, key).CompareTo(last) <= 0)))
            return;
        _seen++;
        // Most of a long list stops here, at one comparison.
        if (key < _bar)
            return;
        var place = ListPlace.Of(prompt, key);
        if (_kept.Count < limit)
            _kept.Enqueue(place, place);
        else if (place.CompareTo(_kept.Peek()) < 0)
            _kept.EnqueueDequeue(place, place);
        if (_kept.Count == limit)
            _bar = _kept.Peek().First;
    }

    public List<ListPlace> Places()
    {
        var places = new List<ListPlace>(_kept.Count);
        foreach (var (place, _) in _kept.UnorderedItems)
            places.Add(place);
        places.Sort();
        return places;
    }
}
