using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Users;

/// <summary>Profiles, and the lists of prompts that hang on a user.</summary>
public static class UsersApi
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var me = routes.MapGroup("/v1/me").WithTags("Accounts");
        me.MapGet("", MeAsync).RequireCaller().Produces<MeView>().WithSummary("The signed-in user");
        me.MapPatch("", EditAsync).RequireCaller().Accepts<ProfileRequest>("application/json").Produces<MeView>().ProducesProblem(400).WithSummary("Edit one's profile");
        me.MapGet("/likes", (HttpContext context, PromptLists lists) => lists.OfEdgesAsync(context, PromptEdges.Like, context.CallerId()!, "me/likes"))
            .RequireCaller().Produces<ListView<PromptView>>().WithSummary("Prompts one likes, latest like first");
        me.MapGet("/saves", (HttpContext context, PromptLists lists) => lists.OfEdgesAsync(context, PromptEdges.Save, context.CallerId()!, "me/saves"))
            .RequireCaller().Produces<ListView<PromptView>>().WithSummary("Prompts one saved, latest first; nobody else sees them");

        var users = routes.MapGroup("/v1/users/{handle}").WithTags("Accounts");
        users.MapGet("", GetAsync).Produces<UserView>().ProducesProblem(404).WithSummary("A user's profile");
        users.MapGet("/prompts", PromptsAsync).Produces<ListView<PromptView>>().ProducesProblem(404).WithSummary("A user's prompts, newest first; the owner also sees unlisted and private ones");
        users.MapGet("/prompts/{slug}", PromptAsync).Produces<PromptView>().ProducesProblem(404).WithSummary("A prompt by owner and slug");
    }

    /// <summary>The user behind a handle; null when there is none.</summary>
    public static async ValueTask<string?> ResolveAsync(ILedgerReader reader, string handle, CancellationToken cancellationToken) =>
        UserRules.IsHandle(handle) ? await reader.ResolveKeyAsync(UniqueKeys.Handle, handle, cancellationToken) : null;

    internal static async Task<IResult> MeAsync(HttpContext context, ILedgerReader reader) =>
        await reader.ReadDocumentAsync(context.CallerId()!, context.RequestAborted) is { } document
            ? Answers.Json(MeView.Of(ReadUser(document), UserCountsView.Of(document)), ApiJson.Web.MeView, noStore: true)
            : Failure.NotFound("user").ToResult();

    private static async Task<IResult> EditAsync(HttpContext context, IGrainFactory grains, ILedgerReader reader, OwnerCards cards)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ProfileRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (displayName, bio, avatarUrl, links) = body.Value;
        var patch = new ProfilePatch(displayName, bio, avatarUrl, links, body.Fields.Intersect(ProfilePatch.KnownFields));
        var userId = context.CallerId()!;
        if (!(await grains.User(userId).EditProfileAsync(patch)).TryGet(out _, out failure)) return failure.ToResult();
        cards.Forget(userId);
        return await MeAsync(context, reader);
    }

    private static async Task<IResult> GetAsync(string handle, HttpContext context, ILedgerReader reader, UserCards cards)
    {
        var userId = await ResolveAsync(reader, handle, context.RequestAborted);
        return userId is not null && (await cards.LoadAsync([userId], context.CallerId(), context.RequestAborted)).TryGetValue(userId, out var user)
            ? Answers.Json(user, ApiJson.Web.UserView)
            : Failure.NotFound("user").ToResult();
    }

    private static async Task<IResult> PromptsAsync(string handle, HttpContext context, ILedgerReader reader, PromptLists lists)
    {
        if (await ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        var kind = userId == context.CallerId() ? PromptEdges.Owns : PromptEdges.Publishes;
        return await lists.OfEdgesAsync(context, kind, userId, $"prompts/{kind}/{userId}");
    }

    private static async Task<IResult> PromptAsync(string handle, string slug, HttpContext context, ILedgerReader reader, PromptReads reads)
    {
        var userId = await ResolveAsync(reader, handle, context.RequestAborted);
        var promptId = userId is null || !Slugs.IsValid(slug) ? null : await reader.ResolveKeyAsync(UniqueKeys.Slug, UniqueKeys.OfSlug(userId, slug), context.RequestAborted);
        return promptId is null ? Failure.NotFound("prompt").ToResult() : await reads.GetAsync(context, promptId);
    }

    private static UserDocument ReadUser(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserDocument)!;
}
