using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Nothing stands in lists and lineages that a prompt does not bear out.</summary>
internal sealed class EdgesCheck : IAuditCheck
{
    public string Name => "Edges";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        EdgeRow? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var edges = await snapshot.ScanEdgesAsync(after, context.Settings.PageSize, cancellationToken);
                rows = edges.Count;
                if (rows > 0)
                {
                    after = edges[^1];
                    await ComparePageAsync(context, snapshot, edges, cancellationToken);
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    private static async ValueTask ComparePageAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var told = edges.Where(e => e.Kind is PromptEdges.Owns or PromptEdges.Publishes or PromptEdges.Fork).ToList();
        if (told.Count == 0) return;
        var documents = (await snapshot.ReadDocumentsAsync([.. told.Select(PromptOf).Distinct()], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        InFlight? inFlight = null;
        foreach (var edge in told)
        {
            PromptDocument? prompt = null;
            if (documents.TryGetValue(PromptOf(edge), out var document))
            {
                prompt = Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id);
                if (prompt is null || Ownership.IsBornOut(edge, prompt)) continue;
            }

            if (edge.Kind == PromptEdges.Fork)
            {
                var followed = inFlight is null ? await snapshot.ReadCheckpointsAsync(ProjectionNames.Lineage, cancellationToken) : [];
                inFlight ??= await context.ReadInFlightAsync(snapshot, p => followed[p], cancellationToken);
                if (inFlight.Edits(edge.Source))
                {
                    context.Waiting++;
                    continue;
                }
            }

            context.Drifted(
                edge.Kind == PromptEdges.Fork ? DriftKinds.LineageStray : DriftKinds.EdgeStray, PromptOf(edge), "none", $"{edge.Kind} {edge.Source} {edge.Target}",
                (r, _) => r.SetEdgeAsync(PromptOf(edge), edge.Kind, edge.Source, edge.Target, remove: true));
        }
    }

    /// <summary>Whose document says whether the edge should be there.</summary>
    private static string PromptOf(EdgeRow edge) => edge.Kind == PromptEdges.Fork ? edge.Source : edge.Target;
}
