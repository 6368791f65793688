using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit;

/// <summary>Makes the events of a prompt tell what its edges are.</summary>
internal static class HistoryRepair
{
    private const int PageSize = 1_000;

    /// <summary>
    /// Appends one event that reports the difference between the edges the events tell of and those there are, so that all
    /// that follow the events come to the right sums by themselves, each exactly once. Changes no edge and no counter.
    /// </summary>
    /// <remarks>Holds the sources of one prompt's edges in memory; reads one partition from its beginning.</remarks>
    public static async ValueTask ReconcileAsync(AuditContext context, AuditRepairs repairs, string prompt, string edge, string eventName, CancellationToken cancellationToken)
    {
        var told = await ToldAsync(context, prompt, eventName, cancellationToken);
        var added = ImmutableArray.CreateBuilder<string>();
        EdgeCursor? before = null;
        while (await context.Stores.Reader.ListEdgesToAsync(edge, prompt, before, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            added.AddRange(page.Where(e => !told.Remove(e.Source)).Select(e => e.Source));
            before = new EdgeCursor(page[^1].At, page[^1].Source);
        }

        if (added.Count + told.Count == 0) return;
        var body = JsonSerializer.Serialize(
            new EdgesChanged(added.ToImmutable(), [.. told.Select(t => new RemovedEdge(t.Key, t.Value))]), LedgerJson.Default.EdgesChanged);
        await repairs.WriteAsync(new WriteSet { Entity = prompt, Events = [new EventWrite(eventName, 1, prompt, body)] });
    }

    /// <summary>Who is connected according to the events, and since when.</summary>
    private static async Task<Dictionary<string, long>> ToldAsync(AuditContext context, string prompt, string eventName, CancellationToken cancellationToken)
    {
        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        var partition = context.Stores.Reader.PartitionOf(prompt);
        var sequence = 0L;
        while (await context.Stores.Reader.ReadEventsAsync(partition, sequence, PageSize, cancellationToken) is { Count: > 0 } events)
        {
            foreach (var e in events.Where(e => e.Name == eventName && e.Subject == prompt))
            {
                if (Stored.Read(e, LedgerJson.Default.EdgesChanged) is not { } edges) continue;
                foreach (var removed in edges.Removed) told.Remove(removed.Source);
                foreach (var source in edges.Added) told[source] = Microseconds.From(e.At);
            }

            sequence = events[^1].Position.Sequence;
        }

        return told;
    }
}
