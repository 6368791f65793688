namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>The first few of many in an order, without sorting the many.</summary>
internal sealed class TopList<T>(int size, IComparer<T> order)
{
    // The last of those kept is on top, to be pushed out by a better one.
    private readonly PriorityQueue<T, T> _kept = new(Comparer<T>.Create((x, y) => order.Compare(y, x)));

    public void Add(T item)
    {
        if (_kept.Count < size)
            _kept.Enqueue(item, item);
        else if (order.Compare(item, _kept.Peek()) < 0)
            _kept.EnqueueDequeue(item, item);
    }

    public List<T> Sorted()
    {
        var sorted = new List<T>(_kept.Count);
        foreach (var (item, _) in _kept.UnorderedItems)
            sorted.Add(item);
        sorted.Sort(order);
        return sorted;
    }
}
