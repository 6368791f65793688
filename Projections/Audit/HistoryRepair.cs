using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Prompts;
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
        await foreach (var source in SourcesAsync(context, edge, prompt, cancellationToken))
        {
            if (!told.Remove(source)) added.Add(source);
        }

        if (added.Count + told.Count == 0) return;
        var changed = new EdgesChanged(added.ToImmutable(), [.. told.Values]);
        if (MarkOf(edge) is { } mark)
        {
            var unmarked = added.ToHashSet(StringComparer.Ordinal);
            var marked = ImmutableArray.CreateBuilder<string>();
            await foreach (var source in SourcesAsync(context, mark, prompt, cancellationToken))
            {
                if (unmarked.Contains(source)) marked.Add(source);
            }

            if (marked.Count > 0) changed = changed with { Marked = marked.ToImmutable() };
        }

        var body = JsonSerializer.Serialize(changed, LedgerJson.Default.EdgesChanged);
        await repairs.WriteAsync(new WriteSet { Entity = prompt, Events = [new EventWrite(eventName, 1, prompt, body)] });
    }

    private static string? MarkOf(string edge) => edge switch
    {
        PromptEdges.Like => PromptEdges.LikeEcho,
        PromptEdges.Save => PromptEdges.SaveEcho,
        _ => null,
    };

    private static async IAsyncEnumerable<string> SourcesAsync(AuditContext context, string edge, string prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EdgeCursor? before = null;
        while (await context.Stores.Reader.ListEdgesToAsync(edge, prompt, before, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var e in page) yield return e.Source;
            before = new EdgeCursor(page[^1].At, page[^1].Source);
        }
    }

    /// <summary>Who is connected according to the events, as an event would say that they are no longer.</summary>
    private static async Task<Dictionary<string, RemovedEdge>> ToldAsync(AuditContext context, string prompt, string eventName, CancellationToken cancellationToken)
    {
        var told = new Dictionary<string, RemovedEdge>(StringComparer.Ordinal);
        var partition = context.Stores.Reader.PartitionOf(prompt);
        var sequence = 0L;
        while (await context.Stores.Reader.ReadEventsAsync(partition, sequence, PageSize, cancellationToken) is { Count: > 0 } events)
        {
            foreach (var e in events.Where(e => e.Name == eventName && e.Subject == prompt))
            {
                if (Stored.Read(e, LedgerJson.Default.EdgesChanged) is not { } edges) continue;
                foreach (var removed in edges.Removed) told.Remove(removed.Source);
                foreach (var source in edges.Added) told[source] = new RemovedEdge(source, Microseconds.From(e.At));
                if (edges.Marked.IsDefault) continue;
                foreach (var source in edges.Marked) told[source] = told[source] with { Marked = true };
            }

            sequence = events[^1].Position.Sequence;
        }

        return told;
    }
}
