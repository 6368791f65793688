using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Comments;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Comments;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Comments;

/// <summary>Comments in threads. Whoever may read a prompt may read and write its comments; for everyone else there are none.</summary>
public static class CommentsApi
{
    private const string Newest = "newest";
    private const string Oldest = "oldest";

    public static void MapComments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/prompts/{id}/comments", AddAsync).WithTags("Comments").RequireCaller().Accepts<CommentRequest>("application/json").Produces<CommentView>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429)
            .WithSummary("Comment on a prompt, or answer a comment")
            .WithDescription($"The body has 1 to {CommentRules.BodyLengthMax} characters. With parentId it answers that comment, at most {CommentRules.DepthMax} levels deep.");
        routes.MapGet("/v1/prompts/{id}/comments", ListAsync).WithTags("Comments").Produces<ListView<CommentView>>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("The comments of a prompt, or the answers to one of them")
            .WithDescription("Without parentId the top level, newest first; with parentId the direct answers to that comment, oldest first; sort=newest or sort=oldest says otherwise. A deleted comment stays as a tombstone: author and body are null. replies says how many answers there are to ask for.");
        routes.MapDelete("/v1/comments/{id}", DeleteAsync).WithTags("Comments").RequireCaller().Produces(204).ProducesProblem(403).ProducesProblem(404)
            .WithSummary("Delete a comment: its author, the prompt's owner and moderators may")
            .WithDescription("The text is gone; a tombstone holds the thread together. Repeating changes nothing.");
    }

    private static async Task<IResult> AddAsync(string id, HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners, PromptReads reads, Velocity velocity)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CommentRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        var added = await velocity.CommentAsync(context, operation, () => grains.Prompt(id).AddCommentAsync(new AddComment(ids.New(EntityIds.Comment), context.CallerId()!, body.Value.Body, body.Value.ParentId, operation)));
        reads.Forget(id);
        if (!added.TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        var comment = reply.Value.Comment;
        return Answers.Json(CommentView.Of(comment, reply.Value.Replies, await owners.GetAsync(context.CallerId()!, context.RequestAborted)), ApiJson.Web.CommentView, 201);
    }

    private static async Task<IResult> ListAsync(string id, HttpContext context, PromptReads reads, ILedgerReader reader, OwnerCards owners, Paging paging)
    {
        if (await reads.CheckAsync(id, context.Viewer()) is { } missing) return missing.ToResult();
        if (!QueryText.One(context, "parentId", 100).TryGet(out var parentId, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "sort", 20).TryGet(out var sort, out failure)) return failure.ToResult();
        sort ??= parentId is null ? Newest : Oldest;
        if (sort is not (Newest or Oldest)) return Failure.Invalid("sort", $"must be {Newest} or {Oldest}").ToResult();
        if (parentId is not null && (!EntityIds.IsComment(parentId) || await ReadAsync(reader, parentId, context.RequestAborted) is not { } parent || parent.PromptId != id)) return Failure.NotFound("comment").ToResult();

        var page = await paging.PageAsync(
            context,
            $"comments/{id}/{parentId}/{sort}",
            (place, limit) => sort == Newest
                ? reader.ListEdgesToAsync(CommentEdges.Thread, parentId ?? id, place, limit, context.RequestAborted)
                : reader.ListOldestEdgesToAsync(CommentEdges.Thread, parentId ?? id, place, limit, context.RequestAborted),
            edge => edge.Source,
            edges => LoadAsync([.. edges.Select(e => e.Source)], reader, owners, context.RequestAborted));
        return page.Match(view => Answers.Json(view, ApiJson.Web.ListViewCommentView));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains, ILedgerReader reader, PromptReads reads)
    {
        if (!EntityIds.IsComment(id) || await ReadAsync(reader, id, context.RequestAborted) is not { } comment) return Failure.NotFound("comment").ToResult();
        var deleted = await grains.Prompt(comment.PromptId).DeleteCommentAsync(id, context.CallerId()!, context.IsModerator());
        reads.Forget(comment.PromptId);
        return deleted.Match(_ => TypedResults.NoContent());
    }

    /// <summary>The comments of those ids that exist, with their authors.</summary>
    internal static async Task<IReadOnlyDictionary<string, CommentView>> LoadAsync(IReadOnlyCollection<string> ids, ILedgerReader reader, OwnerCards owners, CancellationToken cancellationToken)
    {
        var comments = (await reader.ReadDocumentsAsync(ids, cancellationToken)).Select(d => (Comment: Read(d), Replies: d.Counter(CommentCounters.Replies))).ToList();
        var authors = await owners.GetAsync(comments.Select(c => c.Comment.AuthorId).OfType<string>(), cancellationToken);
        return comments.ToDictionary(c => c.Comment.Id, c => CommentView.Of(c.Comment, c.Replies, c.Comment.AuthorId is { } author ? authors[author] : null), StringComparer.Ordinal);
    }

    internal static async ValueTask<CommentDocument?> ReadAsync(ILedgerReader reader, string id, CancellationToken cancellationToken) =>
        await reader.ReadDocumentAsync(id, cancellationToken) is { } document ? Read(document) : null;

    private static CommentDocument Read(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.CommentDocument)!;
}
