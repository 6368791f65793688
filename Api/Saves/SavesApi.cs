using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Likes;

namespace PromptGrid.Api.Saves;

/// <param name="Saves">How many users saved the prompt, as committed with this answer.</param>
public sealed record SaveView(bool Saved, long Saves);

public static class SavesApi
{
    public static void MapSaves(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}/save").WithTags("Saves");
        group.MapPut("", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions, saved: true))
            .RequireCaller().Produces<SaveView>().ProducesProblem(404).ProducesProblem(429).WithSummary("Save a prompt for oneself; repeating changes nothing");
        group.MapDelete("", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions, saved: false))
            .RequireCaller().Produces<SaveView>().ProducesProblem(404).ProducesProblem(429).WithSummary("Take a save back; repeating changes nothing");
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, Reactions reactions, bool saved) =>
        (await reactions.SaveAsync(context, id, saved)).Match(save => Answers.Json(new SaveView(save.Active, save.Count), ApiJson.Web.SaveView));
}
