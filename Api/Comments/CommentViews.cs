using PromptGrid.Api.Users;
using PromptGrid.Domain.Comments;

namespace PromptGrid.Api.Comments;

/// <param name="ParentId">The comment to answer; without it the comment stands at the top level.</param>
public sealed record CommentRequest(string? Body, string? ParentId);

/// <summary>A comment, or the tombstone of one.</summary>
/// <param name="Author">Null in a tombstone.</param>
/// <param name="Body">Null in a tombstone.</param>
/// <param name="Depth">0 at the top level.</param>
/// <param name="Replies">Direct answers, tombstones among them.</param>
/// <param name="DeletedAt">Null unless it is a tombstone.</param>
public sealed record CommentView(
    string Id, string PromptId, string? ParentId, int Depth, OwnerView? Author, string? Body, long Replies, DateTimeOffset CreatedAt, DateTimeOffset? DeletedAt)
{
    /// <param name="author">Whoever wrote it; not shown in a tombstone.</param>
    public static CommentView Of(CommentDocument comment, long replies, OwnerView? author) => new(
        comment.Id, comment.PromptId, comment.ParentId, comment.Depth, comment.IsDeleted || author is { Handle: "" } ? null : author, comment.Body, replies, comment.CreatedAt, comment.DeletedAt);
}
