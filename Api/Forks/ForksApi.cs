using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Forks;

public sealed record ForkRequest(string? Title, string? Slug, string? Visibility);

public static class ForksApi
{
    public static void MapForks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}").WithTags("Forks");
        group.MapPost("/forks", ForkAsync).RequireCaller().Accepts<ForkRequest>("application/json").Produces<PromptView>(201).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429)
            .WithSummary("Fork a prompt into one's own");
        group.MapGet("/forks", ListAsync).Produces<ListView<PromptView>>().ProducesProblem(404).WithSummary("The public forks, newest first");
        group.MapGet("/lineage", (string id, HttpContext context, Lineage lineage) => lineage.GetAsync(context, id)).Produces<LineageView>().ProducesProblem(404)
            .WithSummary("Where a prompt comes from, and what was made of it");
    }

    private static async Task<IResult> ForkAsync(string id, HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners, Velocity velocity)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ForkRequest, optional: true)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        var changes = new PromptDraft { Title = body.Value.Title, Slug = body.Value.Slug, Visibility = body.Value.Visibility };
        var forked = await velocity.ForkAsync(context, operation, () => grains.Prompt(ids.New(EntityIds.Prompt)).ForkAsync(new ForkPrompt(context.CallerId()!, id, changes, operation)));
        return await PromptsApi.CreatedAsync(context, forked, owners);
    }

    private static async Task<IResult> ListAsync(string id, HttpContext context, PromptReads reads, PromptLists lists) =>
        await reads.CheckAsync(id, context.Viewer()) is { } failure
            ? failure.ToResult()
            : await lists.OfSourcesAsync(context, PromptEdges.Fork, id, "forks/" + id);
}
