using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Likes;

/// <param name="Likes">How many users like the prompt, as committed with this answer.</param>
public sealed record LikeView(bool Liked, long Likes);

public static class LikesApi
{
    public static void MapLikes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}/like").WithTags("Likes");
        group.MapPut("", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, liked: true))
            .RequireCaller().Produces<LikeView>().ProducesProblem(404).WithSummary("Like a prompt; repeating changes nothing");
        group.MapDelete("", (string id, HttpContext context, IGrainFactory grains, PromptReads reads) => SetAsync(id, context, grains, reads, liked: false))
            .RequireCaller().Produces<LikeView>().ProducesProblem(404).WithSummary("Take a like back; repeating changes nothing");
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads, bool liked)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        var result = await grains.Prompt(id).SetLikeAsync(context.CallerId()!, liked);
        reads.Forget(id);
        return result.Match(like => Answers.Json(new LikeView(like.Active, like.Count), ApiJson.Web.LikeView));
    }
}
