using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Nothing stands in lists, lineages and threads that a prompt, comment, collection or case does not bear out, and no follow is half.</summary>
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
                    await CompareFollowsAsync(context, snapshot, edges, cancellationToken);
                    await CompareEchoesAsync(context, snapshot, edges, cancellationToken);
                    await CompareThreadsAsync(context, snapshot, edges, cancellationToken);
                    await CollectionsCheck.CompareEdgesAsync(context, snapshot, edges, cancellationToken);
                    await ModerationCheck.CompareEdgesAsync(context, snapshot, edges, cancellationToken);
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

    /// <summary>A follow is a pair of edges, written together.</summary>
    private static async ValueTask CompareFollowsAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var follows = edges.Where(e => e.Kind is FollowEdges.User or FollowEdges.UserMirror).ToList();
        if (follows.Count == 0) return;
        var existing = await snapshot.ExistingEdgesAsync([.. follows.Select(OtherHalf)], cancellationToken);
        foreach (var edge in follows.Where(e => !existing.Contains(OtherHalf(e))))
        {
            // The half that tells the followed user is the follow; the other one goes with it.
            if (edge.Kind == FollowEdges.User) Differs(DriftKinds.EdgeMissing, OtherHalf(edge), remove: false);
            else Differs(DriftKinds.EdgeStray, edge, remove: true);
        }

        void Differs(string kind, EdgeRow edge, bool remove) => context.Drifted(
            kind, edge.Target, remove ? "none" : edge, remove ? edge : "none", (r, _) => r.SetEdgeAsync(edge.Target, edge.Kind, edge.Source, edge.Target, remove));

        static EdgeRow OtherHalf(EdgeRow edge) => edge with { Kind = edge.Kind == FollowEdges.User ? FollowEdges.UserMirror : FollowEdges.User };
    }

    /// <summary>An echo says something about a like or save, and is nothing without it.</summary>
    private static async ValueTask CompareEchoesAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var echoes = edges.Where(e => e.Kind is PromptEdges.LikeEcho or PromptEdges.SaveEcho).ToList();
        if (echoes.Count == 0) return;
        var existing = await snapshot.ExistingEdgesAsync([.. echoes.Select(Original)], cancellationToken);
        foreach (var edge in echoes.Where(e => !existing.Contains(Original(e))))
        {
            context.Drifted(DriftKinds.EdgeStray, edge.Target, "none", edge, (r, _) => r.SetEdgeAsync(edge.Target, edge.Kind, edge.Source, edge.Target, remove: true));
        }

        static EdgeRow Original(EdgeRow edge) => edge with { Kind = edge.Kind == PromptEdges.LikeEcho ? PromptEdges.Like : PromptEdges.Save };
    }

    /// <summary>Edges of comments lead from or to comments that ask for them.</summary>
    private static async ValueTask CompareThreadsAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var told = edges.Where(e => e.Kind is CommentEdges.Counted or CommentEdges.Thread or CommentEdges.Wrote).ToList();
        if (told.Count == 0) return;
        static string CommentOf(EdgeRow edge) => edge.Kind == CommentEdges.Wrote ? edge.Target : edge.Source;
        var documents = (await snapshot.ReadDocumentsAsync([.. told.Select(CommentOf).Distinct()], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        foreach (var edge in told)
        {
            if (documents.TryGetValue(CommentOf(edge), out var document) && (Stored.Read(document, DomainJson.Stored.CommentDocument, c => c.Id) is not { } comment || CommentsCheck.EdgesOf(comment).Contains(edge))) continue;
            context.Drifted(DriftKinds.EdgeStray, CommentOf(edge), "none", edge, (r, _) => r.SetEdgeAsync(CommentOf(edge), edge.Kind, edge.Source, edge.Target, remove: true));
        }
    }

    /// <summary>Whose document says whether the edge should be there.</summary>
    private static string PromptOf(EdgeRow edge) => edge.Kind == PromptEdges.Fork ? edge.Source : edge.Target;
}
