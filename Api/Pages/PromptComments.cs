using PromptGrid.Api.Comments;
using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Comments;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Comments;
using PromptGrid.Ledger;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>The comments on a prompt's page, and the forms that write and delete them.</summary>
public static class PromptComments
{
    private const int ThreadsShown = 20;
    private const int AnswersShown = 5;

    /// <summary>Look-ups of answers that one page may cost.</summary>
    private const int LookUpsMax = 20;

    public static void MapCommentForms(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/p/{id}/comments", PostAsync).RequireViewer();
        routes.MapForm("/comments/{id}/delete", DeleteAsync).RequireViewer();
    }

    /// <summary>The page with the comments that its address asks for.</summary>
    internal static async Task<PromptModel> AddAsync(HttpContext context, PromptModel model)
    {
        if (model.Counts.Comments == 0) return model;
        var services = context.RequestServices;
        var reader = services.GetRequiredService<ILedgerReader>();
        var owners = services.GetRequiredService<OwnerCards>();
        var paging = services.GetRequiredService<Paging>();
        var list = $"comments/{model.Id}//newest";
        var position = paging.Cursor(context, list).TryGet(out var cursor, out _) ? EdgePositions.Parse(cursor) : null;
        var edges = await reader.ListEdgesToAsync(CommentEdges.Thread, model.Id, position, ThreadsShown + 1, context.RequestAborted);
        var lookUps = LookUpsMax;
        var shown = edges.Take(ThreadsShown).ToList();
        var comments = await BuildAsync([.. shown.Select(e => e.Source)]);
        var next = edges.Count > ThreadsShown ? paging.Protect(list, EdgePositions.Format(new EdgeCursor(shown[^1].At, shown[^1].Source))) : null;
        return model with { Comments = comments, MoreComments = next is null ? null : $"{model.Url}?cursor={Uri.EscapeDataString(next)}#comments" };

        async Task<IReadOnlyList<CommentModel>> BuildAsync(IReadOnlyList<string> ids)
        {
            var views = await CommentsApi.LoadAsync([.. ids], reader, owners, context.RequestAborted);
            var result = new List<CommentModel>();
            foreach (var view in ids.Where(views.ContainsKey).Select(id => views[id]))
            {
                IReadOnlyList<CommentModel> replies = [];
                if (view.Replies > 0 && lookUps-- > 0)
                {
                    var answers = await reader.ListOldestEdgesToAsync(CommentEdges.Thread, view.Id, null, AnswersShown, context.RequestAborted);
                    replies = await BuildAsync([.. answers.Select(e => e.Source)]);
                }

                result.Add(new CommentModel(
                    view.Id, view.Author?.Id, view.Author?.Handle ?? "", view.Author is { } author ? CardModels.Name(author) : "", view.Body, view.CreatedAt, view.Depth, replies, view.Replies - replies.Count));
            }

            return result;
        }
    }

    private static async Task<IResult> PostAsync(string id, HttpContext context, IGrainFactory grains, IIdGenerator ids, PromptReads reads, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsPrompt(id)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var commentId = ids.New(EntityIds.Comment);
        var added = await velocity.CommentAsync(context, null, () => grains.Prompt(id).AddCommentAsync(new AddComment(commentId, context.CallerId()!, form["body"]?.ReplaceLineEndings("\n"), form["parentId"])));
        reads.Forget(id);
        return added.TryGet(out _, out failure) ? await BackAsync(context, reads, id, "#" + commentId) : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains, ILedgerReader reader, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsComment(id) || await CommentsApi.ReadAsync(reader, id, context.RequestAborted) is not { } comment) return await PageResult.ErrorAsync(context, Failure.NotFound("comment"));
        var deleted = await grains.Prompt(comment.PromptId).DeleteCommentAsync(id, context.CallerId()!, context.IsModerator());
        reads.Forget(comment.PromptId);
        return deleted.TryGet(out _, out failure) ? await BackAsync(context, reads, comment.PromptId, "#comments") : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> BackAsync(HttpContext context, PromptReads reads, string promptId, string place) =>
        (await reads.FindAsync(promptId, context.Viewer(), context.RequestAborted)).TryGet(out var prompt, out _)
            ? PageResult.SeeOther($"/@{prompt.Owner.Handle}/{prompt.Slug}{place}")
            : PageResult.SeeOther("/");
}
