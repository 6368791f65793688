using PromptGrid.Domain.Common;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each collection can be read, stands in its owner's lists, and counts its followers.</summary>
internal sealed class CollectionsCheck : IAuditCheck
{
    public string Name => "Collections";

    /// <summary>Stray entries of owners' lists. Who followed a collection that is gone may take that back any time.</summary>
    public static async ValueTask CompareEdgesAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var told = edges.Where(e => e.Kind is CollectionEdges.Owns or CollectionEdges.Publishes).ToList();
        if (told.Count == 0) return;
        var documents = (await snapshot.ReadDocumentsAsync([.. told.Select(e => e.Target).Distinct()], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        foreach (var edge in told)
        {
            if (documents.TryGetValue(edge.Target, out var document) && (Stored.Read(document, DomainJson.Stored.CollectionDocument, c => c.Id) is not { } collection || EdgesOf(collection).Contains(edge))) continue;
            context.Drifted(DriftKinds.EdgeStray, edge.Target, "none", edge, (r, _) => r.SetEdgeAsync(edge.Target, edge.Kind, edge.Source, edge.Target, remove: true));
        }
    }

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(EntityIds.Collection + "_", "/", after, context.Settings.PageSize, cancellationToken);
                rows = documents.Count;
                if (rows > 0)
                {
                    after = documents[^1].Id;
                    var collections = documents.Select(d => (Document: d, Collection: Stored.Read(d, DomainJson.Stored.CollectionDocument, c => c.Id))).ToList();
                    var existing = await snapshot.ExistingEdgesAsync([.. collections.Where(c => c.Collection is not null).SelectMany(c => EdgesOf(c.Collection!))], cancellationToken);
                    var followers = await snapshot.CountEdgesToAsync([.. documents.Select(d => d.Id)], cancellationToken);
                    foreach (var (document, collection) in collections)
                    {
                        var (expected, found) = (followers.GetValueOrDefault((document.Id, CollectionEdges.Follow)), document.Counter(CollectionCounters.Followers));
                        if (expected != found) context.Drifted(DriftKinds.CounterFollowers, document.Id, expected, found, (r, _) => r.AddAsync(document.Id, CollectionCounters.Followers, expected - found));
                        if (collection is null)
                        {
                            context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a collection", "something else", null);
                            continue;
                        }

                        foreach (var edge in EdgesOf(collection).Where(e => !existing.Contains(e)))
                        {
                            context.Drifted(DriftKinds.EdgeMissing, document.Id, edge, "none", (r, _) => r.SetEdgeAsync(document.Id, edge.Kind, edge.Source, edge.Target, remove: false));
                        }
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    private static IEnumerable<EdgeRow> EdgesOf(CollectionDocument collection)
    {
        yield return new EdgeRow(CollectionEdges.Owns, collection.OwnerId, collection.Id);
        if (collection.Visibility == Visibilities.Public) yield return new EdgeRow(CollectionEdges.Publishes, collection.OwnerId, collection.Id);
    }
}
