using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Comments;

/// <summary>Decides about comments. Pure. Whoever calls has asked <see cref="PromptAccess"/> about the prompt.</summary>
public static class CommentRules
{
    public const int BodyLengthMax = 10_000;

    /// <summary>Levels of answers below a comment of the top level.</summary>
    public const int DepthMax = 7;

    /// <summary>A new comment.</summary>
    /// <param name="parent">What it answers, when <paramref name="parentId"/> names anything; null when there is none.</param>
    public static Result<CommentDocument> Write(string id, string promptId, string authorId, string? body, string? parentId, CommentDocument? parent, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        TextRules.Check(errors, "body", body, BodyLengthMax, required: true);
        if (parentId is not null)
        {
            if (parent is null || parent.PromptId != promptId) errors.Add("parentId", "is not a comment of this prompt");
            else if (parent.IsDeleted) errors.Add("parentId", "names a deleted comment");
            else if (parent.Depth >= DepthMax) errors.Add("parentId", $"is {DepthMax} levels deep; answer the comment above it");
        }

        if (errors.ToFailure() is { } failure) return failure;
        return new CommentDocument
        {
            Id = id,
            PromptId = promptId,
            AuthorId = authorId,
            ParentId = parentId,
            Depth = parent is null ? 0 : parent.Depth + 1,
            Body = body,
            CreatedAt = now,
        };
    }

    /// <summary>May this user delete the comment? The author may, the prompt's owner, and a moderator.</summary>
    public static bool CanDelete(CommentDocument comment, PromptDocument prompt, string userId, bool isModerator) =>
        isModerator || comment.AuthorId == userId || prompt.OwnerId == userId;

    /// <summary>What is left of a deleted comment: its place in the thread and nothing that was said.</summary>
    public static CommentDocument Delete(CommentDocument comment, DateTimeOffset now) =>
        comment with { Body = null, DeletedAt = comment.DeletedAt ?? now };

    /// <summary>What is left when its author's account is erased: not even who wrote it.</summary>
    public static CommentDocument Erase(CommentDocument comment, DateTimeOffset now) => Delete(comment, now) with { AuthorId = null };
}
