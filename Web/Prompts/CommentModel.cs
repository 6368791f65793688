namespace PromptGrid.Web.Prompts;

/// <summary>A comment, or what is left of one.</summary>
/// <param name="AuthorId">Null where there is no author any more.</param>
/// <param name="Body">Markdown; null where it was deleted.</param>
/// <param name="Hidden">Answers that are not among <paramref name="Replies"/>.</param>
public sealed record CommentModel(string Id, string? AuthorId, string AuthorHandle, string AuthorName, string? Body, DateTimeOffset CreatedAt, int Depth, IReadOnlyList<CommentModel> Replies, long Hidden);
