using PromptGrid.Api.Likes;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>The like and save buttons of a prompt, as forms.</summary>
public static class ReactionForms
{
    public static void MapReactionForms(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/p/{id}/like", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions.LikeAsync)).RequireViewer();
        routes.MapForm("/p/{id}/save", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions.SaveAsync)).RequireViewer();
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, Func<HttpContext, string, bool, ValueTask<Result<Reaction>>> set)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        return (await set(context, id, form["on"] == "yes")).TryGet(out _, out failure) ? PageResult.SeeOther("/p/" + id) : await PageResult.ErrorAsync(context, failure);
    }
}
