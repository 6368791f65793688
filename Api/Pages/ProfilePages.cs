using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Media;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Web.Profiles;

namespace PromptGrid.Api.Pages;

/// <summary>A user's page: who they are and what they published.</summary>
public static class ProfilePages
{
    public static void MapProfilePages(this IEndpointRouteBuilder routes) => routes.MapPage("/@{handle}", ProfileAsync);

    private static async Task<IResult> ProfileAsync(string handle, HttpContext context, ILedgerReader reader, UserCards users, PromptCards cards, Paging paging)
    {
        var cancellationToken = context.RequestAborted;
        if (await UsersApi.ResolveAsync(reader, handle, cancellationToken) is not { } userId
            || !(await users.LoadAsync([userId], context.CallerId(), cancellationToken)).TryGetValue(userId, out var user))
        {
            return await PageResult.ErrorAsync(context, Failure.NotFound("user"));
        }

        var isOwn = userId == context.CallerId();
        var kind = isOwn ? PromptEdges.Owns : PromptEdges.Publishes;
        var wall = await paging.PageAsync(
            context, $"prompts/{kind}/{userId}",
            (before, limit) => reader.ListEdgesFromAsync(kind, userId, before, limit, cancellationToken),
            edge => edge.Target,
            async edges => (IReadOnlyDictionary<string, PromptView>)(await cards.LoadAsync([.. edges.Select(e => e.Target)], context.CallerId(), cancellationToken)).ToDictionary(p => p.Id));
        if (!wall.TryGet(out var page, out var failure)) return await PageResult.ErrorAsync(context, failure);

        var counts = user.Counts;
        var model = new ProfileModel(
            user.Handle, user.DisplayName.Length > 0 ? user.DisplayName : user.Handle, user.Bio, user.Links, user.CreatedAt,
            counts.Prompts, counts.LikesReceived, counts.Followers, counts.Following,
            isOwn ? null : user.Viewer?.Following, isOwn, [.. page.Items.Select(CardModels.Of)], page.NextCursor)
        {
            // A picture elsewhere would tell its server who reads here.
            Picture = MediaAddress.IsAddress(user.AvatarUrl) ? user.AvatarUrl : null,
        };
        return await PageResult.RenderAsync<ProfilePage>(context, new { Model = model });
    }
}
