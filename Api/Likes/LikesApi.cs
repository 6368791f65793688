using PromptGrid.Api.Http;
using PromptGrid.Api.Json;

namespace PromptGrid.Api.Likes;

/// <param name="Likes">How many users like the prompt, as committed with this answer.</param>
public sealed record LikeView(bool Liked, long Likes);

public static class LikesApi
{
    public static void MapLikes(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}/like").WithTags("Likes");
        group.MapPut("", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions, liked: true))
            .RequireCaller().Produces<LikeView>().ProducesProblem(404).ProducesProblem(429).WithSummary("Like a prompt; repeating changes nothing");
        group.MapDelete("", (string id, HttpContext context, Reactions reactions) => SetAsync(id, context, reactions, liked: false))
            .RequireCaller().Produces<LikeView>().ProducesProblem(404).ProducesProblem(429).WithSummary("Take a like back; repeating changes nothing");
    }

    private static async Task<IResult> SetAsync(string id, HttpContext context, Reactions reactions, bool liked) =>
        (await reactions.LikeAsync(context, id, liked)).Match(like => Answers.Json(new LikeView(like.Active, like.Count), ApiJson.Web.LikeView));
}
