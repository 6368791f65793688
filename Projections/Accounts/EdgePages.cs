using System.Runtime.CompilerServices;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Walks edges page by page, newest first. Edges that go while they are walked leave no hole.</summary>
public static class EdgePages
{
    public static IAsyncEnumerable<IReadOnlyList<Edge>> PagesFromAsync(this ILedgerReader reader, string kind, string source, int pageSize, CancellationToken cancellationToken) =>
        WalkAsync(before => reader.ListEdgesFromAsync(kind, source, before, pageSize, cancellationToken), e => e.Target, pageSize, cancellationToken);

    public static IAsyncEnumerable<IReadOnlyList<Edge>> PagesToAsync(this ILedgerReader reader, string kind, string target, int pageSize, CancellationToken cancellationToken) =>
        WalkAsync(before => reader.ListEdgesToAsync(kind, target, before, pageSize, cancellationToken), e => e.Source, pageSize, cancellationToken);

    private static async IAsyncEnumerable<IReadOnlyList<Edge>> WalkAsync(
        Func<EdgeCursor?, ValueTask<IReadOnlyList<Edge>>> read, Func<Edge, string> other, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EdgeCursor? before = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await read(before);
            if (page.Count > 0) yield return page;
            if (page.Count < pageSize) yield break;
            before = new EdgeCursor(page[^1].At, other(page[^1]));
        }
    }
}
