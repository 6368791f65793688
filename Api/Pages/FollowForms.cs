using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;
using PromptGrid.Web.Layout;

namespace PromptGrid.Api.Pages;

/// <summary>The follow buttons of profiles and tags, as forms.</summary>
public static class FollowForms
{
    public static void MapFollowForms(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/@{handle}/follow", FollowUserAsync).RequireViewer();
        routes.MapForm("/tags/{tag}/follow", FollowTagAsync).RequireViewer();
    }

    private static async Task<IResult> FollowUserAsync(string handle, HttpContext context, IGrainFactory grains, ILedgerReader reader, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return await PageResult.ErrorAsync(context, Failure.NotFound("user"));
        var followed = await velocity.FollowAsync(context, () => grains.User(userId).SetFollowerAsync(context.CallerId()!, form["follow"] == "yes"));
        return followed.TryGet(out _, out failure) ? PageResult.SeeOther("/@" + handle) : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> FollowTagAsync(string tag, HttpContext context, IGrainFactory grains, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (FollowEdges.ReadTag(tag) is not { } name) return await PageResult.ErrorAsync(context, Failure.NotFound("tag"));
        var followed = await velocity.FollowAsync(context, () => grains.User(context.CallerId()!).SetTagFollowAsync(name, form["follow"] == "yes"));
        return followed.TryGet(out _, out failure) ? PageResult.SeeOther(Address.Tag(name)) : await PageResult.ErrorAsync(context, failure);
    }
}
