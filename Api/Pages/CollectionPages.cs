using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.PromptCollections;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.PromptCollections;
using PromptGrid.Ledger;
using PromptGrid.Web.Collections;

namespace PromptGrid.Api.Pages;

/// <summary>Collections: somebody's, one with its prompts, and the forms that fill and change it.</summary>
public static class CollectionPages
{
    /// <summary>Collections to choose from on a prompt's page.</summary>
    private const int ShelvesShown = 50;

    private static readonly Dictionary<string, string> NoErrors = [];

    public static void MapCollectionPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/@{handle}/collections", (string handle, HttpContext context, ILedgerReader reader, CollectionLists lists, OwnerCards owners) => ListAsync(handle, context, reader, lists, owners, NoErrors));
        routes.MapForm("/collections", CreateAsync).RequireViewer();
        routes.MapPage("/collections/{id}", (string id, HttpContext context, CollectionReads reads) => ShowAsync(id, context, reads, NoErrors));
        routes.MapForm("/collections/{id}", EditAsync).RequireViewer();
        routes.MapForm("/collections/{id}/delete", DeleteAsync).RequireViewer();
        routes.MapForm("/collections/{id}/move", MoveAsync).RequireViewer();
        routes.MapForm("/collections/{id}/follow", FollowAsync).RequireViewer();
        routes.MapForm("/p/{id}/collect", CollectAsync).RequireViewer();
    }

    /// <summary>The newest collections of a reader, to put a prompt into.</summary>
    internal static async Task<IReadOnlyList<(string Id, string Name)>> ShelvesAsync(HttpContext context, string readerId)
    {
        var services = context.RequestServices;
        var edges = await services.GetRequiredService<ILedgerReader>().ListEdgesFromAsync(CollectionEdges.Owns, readerId, null, ShelvesShown, context.RequestAborted);
        return edges.Count == 0 ? [] : await services.GetRequiredService<CollectionReads>().NamesAsync([.. edges.Select(e => e.Target)], context.RequestAborted);
    }

    private static async Task<IResult> ListAsync(string handle, HttpContext context, ILedgerReader reader, CollectionLists lists, OwnerCards owners, Dictionary<string, string> errors, int status = StatusCodes.Status200OK)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return await PageResult.ErrorAsync(context, Failure.NotFound("user"));
        var isOwn = userId == context.CallerId();
        var found = await lists.FindOfEdgesAsync(context, isOwn ? CollectionEdges.Owns : CollectionEdges.Publishes, userId);
        if (!found.TryGet(out var page, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var owner = await owners.GetAsync(userId, context.RequestAborted);
        var items = page.Items.Select(c => new CollectionLine("/collections/" + c.Id, c.Name, CardModels.Cut(c.Description), c.Visibility, c.Count, c.Followers));
        return await PageResult.RenderAsync<CollectionsPage>(context, new { Model = new CollectionsModel(owner.Handle, CardModels.Name(owner), isOwn, [.. items], page.NextCursor, errors) }, status);
    }

    private static async Task<IResult> ShowAsync(string id, HttpContext context, CollectionReads reads, Dictionary<string, string> errors, int status = StatusCodes.Status200OK) =>
        (await reads.FindAsync(context, id)).TryGet(out var model, out var failure)
            ? await PageResult.RenderAsync<CollectionPage>(context, new { Model = model with { Errors = errors } }, status)
            : await PageResult.ErrorAsync(context, failure);

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, IIdGenerator ids, ILedgerReader reader, CollectionLists lists, OwnerCards owners)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var userId = context.CallerId()!;
        var created = await grains.Collection(ids.New(EntityIds.Collection)).CreateAsync(userId, Draft(form), operation: null);
        if (created.TryGet(out var reply, out failure)) return PageResult.SeeOther("/collections/" + reply.Value.Collection.Id);
        if (failure.Code is not (FailureCode.Validation or FailureCode.Conflict)) return await PageResult.ErrorAsync(context, failure);
        return await ListAsync((await owners.GetAsync(userId, context.RequestAborted)).Handle, context, reader, lists, owners, await ExplainAsync(context, failure), Problems.Describe(failure.Code).Status);
    }

    private static async Task<IResult> EditAsync(string id, HttpContext context, IGrainFactory grains, CollectionReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsValid(id, EntityIds.Collection)) return await PageResult.ErrorAsync(context, Failure.NotFound("collection"));
        var seen = long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
        if ((await grains.Collection(id).EditAsync(context.CallerId()!, Draft(form), seen)).TryGet(out _, out failure)) return PageResult.SeeOther("/collections/" + id);
        return failure.Code is FailureCode.Validation or FailureCode.PreconditionFailed
            ? await ShowAsync(id, context, reads, await ExplainAsync(context, failure), Problems.Describe(failure.Code).Status)
            : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains, OwnerCards owners)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsValid(id, EntityIds.Collection)) return await PageResult.ErrorAsync(context, Failure.NotFound("collection"));
        if (!(await grains.Collection(id).DeleteAsync(context.CallerId()!)).TryGet(out _, out failure)) return await PageResult.ErrorAsync(context, failure);
        return PageResult.SeeOther($"/@{(await owners.GetAsync(context.CallerId()!, context.RequestAborted)).Handle}/collections");
    }

    /// <summary>Moves a prompt to the place of another, or takes it out when none is named.</summary>
    private static async Task<IResult> MoveAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsValid(id, EntityIds.Collection) || form["prompt"] is not { } promptId || !EntityIds.IsPrompt(promptId)) return await PageResult.ErrorAsync(context, Failure.NotFound("collection"));
        var collection = grains.Collection(id);
        var userId = context.CallerId()!;
        if (!(await collection.GetAsync(context.Viewer())).TryGet(out var snapshot, out failure)) return await PageResult.ErrorAsync(context, failure);
        var order = snapshot.Collection.Entries.Select(e => e.PromptId).ToList();
        var place = form["to"] is { } above ? order.IndexOf(above) : -1;
        // What was moved or removed meanwhile stays as it is: the page shows how that is.
        if (!order.Contains(promptId) || (place < 0 && form["to"] is not null)) return PageResult.SeeOther("/collections/" + id);
        var moved = place >= 0 ? await collection.PutAsync(userId, promptId, place) : await collection.RemoveAsync(userId, promptId);
        return moved.TryGet(out _, out failure) ? PageResult.SeeOther("/collections/" + id) : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> FollowAsync(string id, HttpContext context, IGrainFactory grains, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsValid(id, EntityIds.Collection)) return await PageResult.ErrorAsync(context, Failure.NotFound("collection"));
        // Who may not see it is not told by following it.
        if ((await grains.Collection(id).GetAsync(context.Viewer())).Failure is { } missing) return await PageResult.ErrorAsync(context, missing);
        return (await velocity.FollowAsync(context, () => grains.Collection(id).SetFollowAsync(context.CallerId()!, form["follow"] == "yes").AsTask())).TryGet(out _, out failure)
            ? PageResult.SeeOther("/collections/" + id)
            : await PageResult.ErrorAsync(context, failure);
    }

    /// <summary>Puts a prompt into a collection: a chosen one, or a new private one of this name.</summary>
    private static async Task<IResult> CollectAsync(string id, HttpContext context, IGrainFactory grains, IIdGenerator ids, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (await reads.CheckAsync(id, context.Viewer()) is { } missing) return await PageResult.ErrorAsync(context, missing);
        var userId = context.CallerId()!;
        var collectionId = form["collection"];
        if (form["collectionName"] is { } name)
        {
            collectionId = ids.New(EntityIds.Collection);
            if (!(await grains.Collection(collectionId).CreateAsync(userId, new CollectionDraft(name, null, Visibilities.Private), operation: null)).TryGet(out _, out failure)) return await PageResult.ErrorAsync(context, failure);
        }

        if (collectionId is null || !EntityIds.IsValid(collectionId, EntityIds.Collection)) return PageResult.SeeOther("/p/" + id);
        return (await grains.Collection(collectionId).PutAsync(userId, id, null)).TryGet(out _, out failure)
            ? PageResult.SeeOther("/collections/" + collectionId)
            : await PageResult.ErrorAsync(context, failure);
    }

    private static CollectionDraft Draft(SiteForm form) => new(form["name"] ?? "", form.Text("description") ?? "", form["visibility"]);

    private static async Task<Dictionary<string, string>> ExplainAsync(HttpContext context, Failure failure)
    {
        var text = (await PageRequest.SiteAsync(context)).Text;
        return failure.Code switch
        {
            FailureCode.PreconditionFailed => new() { ["name"] = text["collections.wrong-stale"] },
            FailureCode.Conflict => new() { ["name"] = text["collections.wrong-many"] },
            _ => (failure.Errors?.Keys ?? []).ToDictionary(f => f, f => text[f == "description" ? "collections.wrong-description" : "collections.wrong-name"]),
        };
    }
}
