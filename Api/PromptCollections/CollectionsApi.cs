using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Likes;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.PromptCollections;
using PromptGrid.Ledger;

namespace PromptGrid.Api.PromptCollections;

/// <summary>Named, ordered collections of prompts, and everybody's saved prompts told as one (<c>saved</c>).</summary>
public static class CollectionsApi
{
    public static void MapCollections(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/collections").WithTags("Collections");
        group.MapPost("", CreateAsync).RequireCaller().Accepts<CollectionRequest>("application/json").Produces<CollectionView>(201).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Make a collection; private unless it says otherwise");
        group.MapGet("", (HttpContext context, CollectionLists lists) => lists.OfEdgesAsync(context, CollectionEdges.Owns, context.CallerId()!, withSaved: true))
            .RequireCaller().Produces<ListView<CollectionView>>().WithSummary("One's own collections, newest first, behind the saved prompts");
        group.MapGet("/{id}", GetAsync).Produces<CollectionView>().Produces(304).ProducesProblem(404).WithSummary("A collection");
        group.MapPatch("/{id}", EditAsync).RequireCaller().Accepts<CollectionRequest>("application/json").Produces<CollectionView>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428).WithSummary("Edit a collection; If-Match is required");
        group.MapDelete("/{id}", DeleteAsync).RequireCaller().Produces(204).ProducesProblem(403).ProducesProblem(404).WithSummary("Delete a collection; its prompts stay");
        group.MapGet("/{id}/prompts", PromptsAsync).Produces<ListView<PromptView>>().ProducesProblem(404).WithSummary("The prompts of a collection in its order");
        group.MapPut("/{id}/prompts/{promptId}", PutAsync).RequireCaller().Accepts<CollectionPlaceRequest>("application/json").Produces<CollectionView>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).WithSummary("Put a prompt into a collection, or move it");
        group.MapDelete("/{id}/prompts/{promptId}", RemoveAsync).RequireCaller().Produces(204).ProducesProblem(403).ProducesProblem(404).WithSummary("Take a prompt out of a collection");
        group.MapPut("/{id}/order", ReorderAsync).RequireCaller().Accepts<CollectionOrderRequest>("application/json").Produces<CollectionView>()
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).WithSummary("Put the prompts of a collection in another order");
        group.MapPut("/{id}/follow", (string id, HttpContext context, IGrainFactory grains, Velocity velocity) => FollowAsync(id, context, grains, velocity, following: true))
            .RequireCaller().Produces<CollectionFollowView>().ProducesProblem(404).WithSummary("Follow a collection; repeating changes nothing");
        group.MapDelete("/{id}/follow", (string id, HttpContext context, IGrainFactory grains, Velocity velocity) => FollowAsync(id, context, grains, velocity, following: false))
            .RequireCaller().Produces<CollectionFollowView>().ProducesProblem(404).WithSummary("Stop following a collection; repeating changes nothing");

        routes.MapGet("/v1/me/followed-collections", (HttpContext context, CollectionLists lists) => lists.OfEdgesAsync(context, CollectionEdges.Follow, context.CallerId()!))
            .WithTags("Collections").RequireCaller().Produces<ListView<CollectionView>>().WithSummary("Collections that one follows, latest first");
        routes.MapGet("/v1/users/{handle}/collections", OfUserAsync).WithTags("Collections").Produces<ListView<CollectionView>>().ProducesProblem(404)
            .WithSummary("A user's public collections, newest first; the owner sees all");
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CollectionRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        var created = await grains.Collection(ids.New(EntityIds.Collection)).CreateAsync(context.CallerId()!, Draft(body.Value), operation);
        if (!created.TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        var collection = reply.Value.Collection;
        var view = new CollectionView(
            collection.Id, await owners.GetAsync(collection.OwnerId, context.RequestAborted), collection.Name, collection.Description, collection.Visibility, IsDefault: false, 0, 0,
            collection.CreatedAt, collection.UpdatedAt)
        {
            Viewer = new CollectionViewerView(false),
        };
        return Answers.Json(view, ApiJson.Web.CollectionView, 201, location: "/v1/collections/" + view.Id);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, IGrainFactory grains, CollectionCards cards)
    {
        if (id == CollectionCards.Saved)
        {
            return context.CallerId() is { } userId ? Answers.Json(await cards.SavedAsync(userId, context.RequestAborted), ApiJson.Web.CollectionView, noStore: true) : NotFound().ToResult();
        }

        return (await ReadAsync(id, context, grains)).TryGet(out var snapshot, out var failure) ? await AnswerAsync(context, snapshot, cards) : failure.ToResult();
    }

    private static async Task<IResult> EditAsync(string id, HttpContext context, IGrainFactory grains, CollectionCards cards)
    {
        if (Refuse(id) is { } refused) return refused.ToResult();
        if (!ETags.ReadIfMatch(context).TryGet(out var seen, out var failure)) return failure.ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CollectionRequest)).TryGet(out var body, out failure)) return failure.ToResult();
        return await ChangedAsync(context, await grains.Collection(id).EditAsync(context.CallerId()!, Draft(body.Value), seen), cards);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains) =>
        Refuse(id) is { } refused ? refused.ToResult() : (await grains.Collection(id).DeleteAsync(context.CallerId()!)).Match(_ => TypedResults.NoContent());

    private static async Task<IResult> PromptsAsync(string id, HttpContext context, IGrainFactory grains, CollectionLists lists, PromptLists saves)
    {
        if (id == CollectionCards.Saved)
        {
            return context.CallerId() is { } userId ? await saves.OfEdgesAsync(context, PromptEdges.Save, userId, "collections/saved") : NotFound().ToResult();
        }

        return (await ReadAsync(id, context, grains)).TryGet(out var snapshot, out var failure) ? await lists.PromptsAsync(context, snapshot) : failure.ToResult();
    }

    private static async Task<IResult> PutAsync(string id, string promptId, HttpContext context, IGrainFactory grains, CollectionCards cards, PromptReads reads, Reactions saves)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CollectionPlaceRequest, optional: true)).TryGet(out var body, out var failure)) return failure.ToResult();
        var userId = context.CallerId()!;
        if (id == CollectionCards.Saved)
        {
            if ((await saves.SaveAsync(context, promptId, saved: true)).Failure is { } notSaved) return notSaved.ToResult();
            return Answers.Json(await cards.SavedAsync(userId, context.RequestAborted), ApiJson.Web.CollectionView, noStore: true);
        }

        if (Refuse(id) is { } refused) return refused.ToResult();
        if (await reads.CheckAsync(promptId, context.Viewer()) is { } missing) return missing.ToResult();
        return await ChangedAsync(context, await grains.Collection(id).PutAsync(userId, promptId, body.Value.Position), cards);
    }

    private static async Task<IResult> RemoveAsync(string id, string promptId, HttpContext context, IGrainFactory grains, Reactions saves)
    {
        var userId = context.CallerId()!;
        if (id == CollectionCards.Saved) return (await saves.SaveAsync(context, promptId, saved: false)).Failure is { } failure ? failure.ToResult() : TypedResults.NoContent();
        if (Refuse(id) is { } refused) return refused.ToResult();
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt").ToResult();
        return (await grains.Collection(id).RemoveAsync(userId, promptId)).Match(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> ReorderAsync(string id, HttpContext context, IGrainFactory grains, CollectionCards cards)
    {
        if (Refuse(id) is { } refused) return refused.ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.CollectionOrderRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        return await ChangedAsync(context, await grains.Collection(id).ReorderAsync(context.CallerId()!, body.Value.Prompts), cards);
    }

    private static async Task<IResult> FollowAsync(string id, HttpContext context, IGrainFactory grains, Velocity velocity, bool following)
    {
        if (!EntityIds.IsValid(id, EntityIds.Collection)) return NotFound().ToResult();
        // Who may not see it is not told by stopping to follow it.
        if ((await grains.Collection(id).GetAsync(context.Viewer())).Failure is { } missing) return missing.ToResult();
        return (await velocity.FollowAsync(context, () => grains.Collection(id).SetFollowAsync(context.CallerId()!, following).AsTask())).Match(f => Answers.Json(new CollectionFollowView(f.Active, f.Count), ApiJson.Web.CollectionFollowView));
    }

    private static async Task<IResult> OfUserAsync(string handle, HttpContext context, ILedgerReader reader, CollectionLists lists)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        return await lists.OfEdgesAsync(context, userId == context.CallerId() ? CollectionEdges.Owns : CollectionEdges.Publishes, userId);
    }

    private static async ValueTask<Result<CollectionSnapshot>> ReadAsync(string id, HttpContext context, IGrainFactory grains) =>
        EntityIds.IsValid(id, EntityIds.Collection) ? await grains.Collection(id).GetAsync(context.Viewer()) : NotFound();

    private static async Task<IResult> ChangedAsync(HttpContext context, Result<CollectionSnapshot> changed, CollectionCards cards) =>
        changed.TryGet(out var snapshot, out var failure) ? await AnswerAsync(context, snapshot, cards) : failure.ToResult();

    private static async Task<IResult> AnswerAsync(HttpContext context, CollectionSnapshot snapshot, CollectionCards cards)
    {
        if (await cards.LoadAsync([snapshot.Collection.Id], context.Viewer(), context.RequestAborted) is not [var view]) return NotFound().ToResult();
        var json = JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Web.CollectionView);
        var isPersonal = context.CallerId() is not null || snapshot.Collection.Visibility == Visibilities.Private;
        return new TaggedJson(json, ETags.Of(snapshot.Revision, json), isPersonal);
    }

    private static CollectionDraft Draft(CollectionRequest request) => new(request.Name, request.Description, request.Visibility);

    /// <summary>Why a collection of this id cannot be changed, whoever asks.</summary>
    private static Failure? Refuse(string id) => id == CollectionCards.Saved ? new Failure(FailureCode.Forbidden, "The saved prompts are private, and always there.")
        : EntityIds.IsValid(id, EntityIds.Collection) ? null : NotFound();

    private static Failure NotFound() => Failure.NotFound("collection");
}
