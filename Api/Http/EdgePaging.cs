using PromptGrid.Api.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Http;

/// <summary>Pages of what hangs on edges.</summary>
public static class EdgePaging
{
    /// <summary>One page. An edge whose other end is gone or hidden leaves a hole: it reads on until the page is full or the
    /// list ends.</summary>
    /// <param name="read">Up to so many edges from a place on.</param>
    /// <param name="load">What stands at the ends of those edges; may leave some out.</param>
    public static async Task<Result<ListView<T>>> PageAsync<T>(
        this Paging paging, HttpContext context, string list, Func<EdgeCursor?, int, ValueTask<IReadOnlyList<Edge>>> read, Func<Edge, string> other, Func<IReadOnlyList<Edge>, Task<IReadOnlyDictionary<string, T>>> load)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var items = new List<T>(limit);
        var place = EdgePositions.Parse(position);
        while (true)
        {
            var edges = await read(place, limit + 1);
            var found = await load([.. edges.Take(limit)]);
            var taken = 0;
            foreach (var edge in edges.Take(limit))
            {
                taken++;
                place = new EdgeCursor(edge.At, other(edge));
                if (found.TryGetValue(other(edge), out var item)) items.Add(item);
                if (items.Count == limit) break;
            }

            var isMore = taken < edges.Count;
            if (items.Count == limit || !isMore) return new ListView<T>(items, isMore && place is { } end ? paging.Protect(list, EdgePositions.Format(end)) : null);
        }
    }
}
