using PromptGrid.Domain.Comments;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Grains.Interfaces.Comments;

/// <param name="CommentId">The new comment's id.</param>
/// <param name="ParentId">The comment it answers; null for the top level.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.AddComment")]
public sealed record AddComment(
    [property: Id(0)] string CommentId,
    [property: Id(1)] string UserId,
    [property: Id(2)] string? Body,
    [property: Id(3)] string? ParentId,
    [property: Id(4)] OperationStamp? Operation = null) : IStampedCommand;

/// <summary>A comment as committed.</summary>
/// <param name="Replies">Direct answers, tombstones among them.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.CommentSnapshot")]
public sealed record CommentSnapshot([property: Id(0)] CommentDocument Comment, [property: Id(1)] long Replies);
