using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Pages;

/// <summary>The like and save buttons of a prompt, as forms.</summary>
public static class ReactionForms
{
    public static void MapReactionForms(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/p/{id}/like", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, isSave: false)).RequireViewer();
        routes.MapForm("/p/{id}/save", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, isSave: true)).RequireViewer();
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads, bool isSave)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsPrompt(id)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var prompt = grains.Prompt(id);
        var isOn = form["on"] == "yes";
        var set = isSave ? await prompt.SetSaveAsync(context.CallerId()!, isOn) : await prompt.SetLikeAsync(context.CallerId()!, isOn);
        reads.Forget(id);
        return set.TryGet(out _, out failure) ? PageResult.SeeOther("/p/" + id) : await PageResult.ErrorAsync(context, failure);
    }
}
