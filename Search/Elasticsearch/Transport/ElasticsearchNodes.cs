namespace PromptGrid.Search.Elasticsearch.Transport;

/// <summary>Picks nodes in turn, those that rest after a failure last. Thread-safe.</summary>
internal sealed class ElasticsearchNodes(IEnumerable<string> addresses, TimeProvider time)
{
    private readonly ElasticsearchNode[] _nodes = [.. addresses.Select(a => new ElasticsearchNode(new Uri(a.EndsWith('/') ? a : a + "/"), time))];
    private uint _turn;

    public int Count => _nodes.Length;

    /// <summary>The node to ask next, other than <paramref name="tried"/> where there is another.</summary>
    public ElasticsearchNode Next(IReadOnlyCollection<ElasticsearchNode> tried)
    {
        var turn = Interlocked.Increment(ref _turn);
        ElasticsearchNode? best = null;
        for (var i = 0; i < _nodes.Length; i++)
        {
            var node = _nodes[(turn + (uint)i) % (uint)_nodes.Length];
            if (tried.Contains(node))
                continue;
            if (!node.IsResting)
                return node;
            // All rest: the one that failed longest ago is the likeliest to be back.
            if (best is null || node.FailedAt < best.FailedAt)
                best = node;
        }

        return best ?? _nodes[turn % (uint)_nodes.Length];
    }
}
