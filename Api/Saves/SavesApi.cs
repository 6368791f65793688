using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Saves;

/// <param name="Saves">How many users saved the prompt, as committed with this answer.</param>
public sealed record SaveView(bool Saved, long Saves);

public static class SavesApi
{
    public static void MapSaves(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}/save").WithTags("Saves");
        group.MapPut("", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, saved: true))
            .RequireCaller().Produces<SaveView>().ProducesProblem(404).WithSummary("Save a prompt for oneself; repeating changes nothing");
        group.MapDelete("", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, saved: false))
            .RequireCaller().Produces<SaveView>().ProducesProblem(404).WithSummary("Take a save back; repeating changes nothing");
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads, bool saved)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        var result = await grains.Prompt(id).SetSaveAsync(context.CallerId()!, saved);
        reads.Forget(id);
        return result.Match(save => Answers.Json(new SaveView(save.Active, save.Count), ApiJson.Web.SaveView));
    }
}
