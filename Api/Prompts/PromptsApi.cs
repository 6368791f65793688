using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Search;
using PromptGrid.Api.Tags;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>Publish, read, edit, delete, list; copies; schemas.</summary>
public static class PromptsApi
{
    public static void MapPrompts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts").WithTags("Prompts");
        group.MapPost("", PublishAsync).RequireCaller().Accepts<PromptDraft>("application/json").Produces<PromptView>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429)
            .WithSummary("Publish a prompt");
        group.MapGet("", (HttpContext context, SearchService search) => search.ListAsync(context)).Produces<ListView<PromptView>>().ProducesProblem(400)
            .WithSummary("Public prompts, recent, liked or trending, with filters");
        group.MapGet("/{id}", (string id, HttpContext context, PromptReads reads) => reads.GetAsync(context, id)).Produces<PromptView>().Produces(304).ProducesProblem(404)
            .WithSummary("A prompt");
        group.MapGet("/{id}/raw", (string id, HttpContext context, PromptReads reads) => reads.GetRawAsync(context, id)).Produces<string>(200, "text/plain").ProducesProblem(404)
            .WithSummary("The content alone, as text");
        group.MapPatch("/{id}", EditAsync).RequireCaller().Accepts<PromptDraft>("application/json").Produces<PromptView>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(412).ProducesProblem(428)
            .WithSummary("Edit a prompt; If-Match is required");
        group.MapDelete("/{id}", DeleteAsync).RequireCaller().Produces(204).ProducesProblem(404).WithSummary("Delete a prompt");
        group.MapPost("/{id}/copies", CopyAsync).Produces(202).ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(429).WithSummary("Tell that the prompt was copied");
        routes.MapGet("/v1/schemas/{type}", Schema).WithTags("Prompts").Produces<object>(200, "application/schema+json").ProducesProblem(404)
            .WithSummary("The JSON Schema of a type's parameters");
    }

    private static async Task<IResult> PublishAsync(HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners, TagNames tags, Velocity velocity)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.PromptDraft)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await tags.PrepareAsync(body.Value with { Origin = null }, context.RequestAborted)).TryGet(out var draft, out failure)) return failure.ToResult();
        var ownerId = context.CallerId()!;
        var published = await velocity.PublishAsync(context, operation, () => grains.Prompt(ids.New(EntityIds.Prompt)).PublishAsync(new PublishPrompt(ownerId, draft, operation)));
        return await CreatedAsync(context, published, owners);
    }

    /// <summary>201 with the new prompt, or why there is none.</summary>
    public static async Task<IResult> CreatedAsync(HttpContext context, Result<CommandReply<PromptSnapshot>> created, OwnerCards owners)
    {
        if (!created.TryGet(out var reply, out var failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        var snapshot = reply.Value;
        var view = PromptView.Of(snapshot.Prompt, CountsView.Of(snapshot.Counts), await owners.GetAsync(snapshot.Prompt.OwnerId), new ViewerView(false, false));
        return Answers.Json(view, ApiJson.Web.PromptView, 201, location: $"/v1/prompts/{view.Id}");
    }

    private static async Task<IResult> EditAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads, TagNames tags)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!ETags.ReadIfMatch(context).TryGet(out var seen, out var failure)) return failure.ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.PromptDraft)).TryGet(out var body, out failure)) return failure.ToResult();
        var given = new PromptPatch(body.Value with { Origin = null }, body.Fields.Intersect(PromptPatch.KnownFields));
        // What is wrong with the tags of a prompt is for those to know who may write it.
        if (!(await grains.Prompt(id).GetAsync(context.CallerId())).TryGet(out var before, out failure)) return failure.ToResult();
        if (!PromptAccess.CanWrite(before.Prompt, context.CallerId()!)) return new Failure(FailureCode.Forbidden, "Only the owner may edit a prompt.").ToResult();
        if (!(await tags.PrepareAsync(given, id, context.RequestAborted)).TryGet(out var patch, out failure)) return failure.ToResult();
        if (!(await grains.Prompt(id).EditAsync(new EditPrompt(context.CallerId()!, patch, seen))).TryGet(out _, out failure)) return failure.ToResult();
        reads.Forget(id);
        return await reads.GetAsync(context, id);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        var deleted = await grains.Prompt(id).DeleteAsync(context.CallerId()!);
        reads.Forget(id);
        return deleted.Match(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> CopyAsync(string id, HttpContext context, PromptReads reads, Usage usage, Velocity velocity)
    {
        if (await reads.CheckAsync(id, context.Viewer()) is { } missing) return missing.ToResult();
        if (!(await JsonBody.HashAsync(context)).TryGet(out var hash, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await velocity.CopyAsync(context, id, operation, counts => usage.CopiedAsync(id, operation, counts))).TryGet(out var isFirst, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, !isFirst);
        return TypedResults.StatusCode(StatusCodes.Status202Accepted);
    }

    private static IResult Schema(string type) => ParameterSchemas.For(type) is { } schema
        ? TypedResults.Text(schema.ToJsonSchema(), "application/schema+json")
        : Failure.NotFound("prompt type").ToResult();
}
