using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Follows;

/// <summary>Following users and tags, and the lists of who follows whom.</summary>
public static class FollowsApi
{
    public static void MapFollows(this IEndpointRouteBuilder routes)
    {
        var user = routes.MapGroup("/v1/users/{handle}").WithTags("Follows");
        user.MapPut("/follow", (string handle, HttpContext context, IGrainFactory grains, ILedgerReader reader, Velocity velocity) => SetUserAsync(handle, context, grains, reader, velocity, following: true))
            .RequireCaller().Produces<FollowView>().ProducesProblem(429).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Follow a user; repeating changes nothing").WithDescription($"Nobody follows themselves (400), or more than {FollowEdges.UsersMax} users (409).");
        user.MapDelete("/follow", (string handle, HttpContext context, IGrainFactory grains, ILedgerReader reader, Velocity velocity) => SetUserAsync(handle, context, grains, reader, velocity, following: false))
            .RequireCaller().Produces<FollowView>().ProducesProblem(429).ProducesProblem(404).WithSummary("Stop following a user; repeating changes nothing");
        user.MapGet("/followers", (string handle, HttpContext context, ILedgerReader reader, UserCards cards, Paging paging) => ListUsersAsync(handle, context, reader, cards, paging, followers: true))
            .Produces<ListView<UserView>>().ProducesProblem(404).WithSummary("Who follows a user, latest first");
        user.MapGet("/following", (string handle, HttpContext context, ILedgerReader reader, UserCards cards, Paging paging) => ListUsersAsync(handle, context, reader, cards, paging, followers: false))
            .Produces<ListView<UserView>>().ProducesProblem(404).WithSummary("Whom a user follows, latest first");

        routes.MapPut("/v1/tags/{tag}/follow", (string tag, HttpContext context, IGrainFactory grains, Velocity velocity) => SetTagAsync(tag, context, grains, velocity, following: true))
            .WithTags("Follows").RequireCaller().Produces<FollowView>().ProducesProblem(429).ProducesProblem(404).ProducesProblem(409)
            .WithSummary("Follow a tag; repeating changes nothing").WithDescription($"At most {FollowEdges.TagsMax} tags (409). What can be no tag is 404; one that no prompt has yet can be followed.");
        routes.MapDelete("/v1/tags/{tag}/follow", (string tag, HttpContext context, IGrainFactory grains, Velocity velocity) => SetTagAsync(tag, context, grains, velocity, following: false))
            .WithTags("Follows").RequireCaller().Produces<FollowView>().ProducesProblem(429).ProducesProblem(404).WithSummary("Stop following a tag; repeating changes nothing");
        routes.MapGet("/v1/me/following/tags", ListTagsAsync).WithTags("Follows").RequireCaller().Produces<ListView<FollowedTagView>>().WithSummary("The tags one follows, latest first; nobody else sees them");
    }

    private static async Task<IResult> SetUserAsync(string handle, HttpContext context, IGrainFactory grains, ILedgerReader reader, Velocity velocity, bool following)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        var result = await velocity.FollowAsync(context, () => grains.User(userId).SetFollowerAsync(context.CallerId()!, following));
        return result.Match(follow => Answers.Json(new FollowView(follow.Active, follow.Count), ApiJson.Web.FollowView));
    }

    private static async Task<IResult> SetTagAsync(string tag, HttpContext context, IGrainFactory grains, Velocity velocity, bool following)
    {
        if (FollowEdges.ReadTag(tag) is not { } name) return Failure.NotFound("tag").ToResult();
        var result = await velocity.FollowAsync(context, () => grains.User(context.CallerId()!).SetTagFollowAsync(name, following));
        return result.Match(follow => Answers.Json(new FollowView(follow.Active, follow.Count), ApiJson.Web.FollowView));
    }

    private static async Task<IResult> ListUsersAsync(string handle, HttpContext context, ILedgerReader reader, UserCards cards, Paging paging, bool followers)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        string Other(Edge edge) => followers ? edge.Source : edge.Target;
        var page = await paging.PageAsync(
            context,
            $"{(followers ? "followers" : "following")}/{userId}",
            (before, limit) => followers
                ? reader.ListEdgesToAsync(FollowEdges.User, userId, before, limit, context.RequestAborted)
                : reader.ListEdgesFromAsync(FollowEdges.User, userId, before, limit, context.RequestAborted),
            Other,
            edges => cards.LoadAsync([.. edges.Select(Other)], context.CallerId(), context.RequestAborted));
        return page.Match(view => Answers.Json(view, ApiJson.Web.ListViewUserView));
    }

    private static async Task<IResult> ListTagsAsync(HttpContext context, ILedgerReader reader, Paging paging)
    {
        var page = await paging.PageAsync(
            context,
            $"following-tags/{context.CallerId()}",
            (before, limit) => reader.ListEdgesFromAsync(FollowEdges.Tag, context.CallerId()!, before, limit, context.RequestAborted),
            edge => edge.Target,
            async edges =>
            {
                var counters = await reader.ReadCountersAsync([.. edges.Select(e => e.Target)], context.RequestAborted);
                return (IReadOnlyDictionary<string, FollowedTagView>)edges.ToDictionary(
                    e => e.Target,
                    e => new FollowedTagView(FollowEdges.TagOf(e.Target), counters.GetValueOrDefault(e.Target)?.GetValueOrDefault(FollowEdges.TagFollowers) ?? 0, e.At),
                    StringComparer.Ordinal);
            });
        return page.Match(view => Answers.Json(view, ApiJson.Web.ListViewFollowedTagView));
    }
}
