using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each comment can be read, stands in its thread, is counted unless it is deleted, and counts its answers.</summary>
internal sealed class CommentsCheck : IAuditCheck
{
    public string Name => "Comments";

    /// <summary>Which edges a comment's document asks for.</summary>
    public static IEnumerable<EdgeRow> EdgesOf(CommentDocument comment)
    {
        yield return new EdgeRow(CommentEdges.Thread, comment.Id, comment.ParentId ?? comment.PromptId);
        if (!comment.IsDeleted) yield return new EdgeRow(CommentEdges.Counted, comment.Id, comment.PromptId);
        if (comment.AuthorId is { } author) yield return new EdgeRow(CommentEdges.Wrote, author, comment.Id);
    }

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(EntityIds.Comment + "_", "/", after, context.Settings.PageSize, cancellationToken);
                rows = documents.Count;
                if (rows > 0)
                {
                    after = documents[^1].Id;
                    var comments = documents.Select(d => (Document: d, Comment: Stored.Read(d, DomainJson.Stored.CommentDocument, c => c.Id))).ToList();
                    var existing = await snapshot.ExistingEdgesAsync([.. comments.Where(c => c.Comment is not null).SelectMany(c => EdgesOf(c.Comment!))], cancellationToken);
                    var counts = await snapshot.CountEdgesToAsync([.. documents.Select(d => d.Id)], cancellationToken);
                    foreach (var (document, comment) in comments)
                    {
                        if (comment is null)
                        {
                            context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a comment", "something else", null);
                            continue;
                        }

                        foreach (var edge in EdgesOf(comment).Where(e => !existing.Contains(e)))
                        {
                            context.Drifted(DriftKinds.EdgeMissing, document.Id, edge, "none", (r, _) => r.SetEdgeAsync(comment.PromptId, edge.Kind, edge.Source, edge.Target, remove: false));
                        }

                        var (expected, found) = (counts.GetValueOrDefault((document.Id, CommentEdges.Thread)), document.Counter(CommentCounters.Replies));
                        if (expected != found) context.Drifted(DriftKinds.CounterReplies, document.Id, expected, found, (r, _) => r.AddAsync(document.Id, CommentCounters.Replies, expected - found));
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }
}
