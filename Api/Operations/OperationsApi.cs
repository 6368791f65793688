using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Live;
using PromptGrid.Api.Search;
using PromptGrid.Search;

namespace PromptGrid.Api.Operations;

/// <param name="Types">Public prompts by type.</param>
/// <param name="Watchers">Live streams open on the answering node.</param>
public sealed record StatsView(long Prompts, IReadOnlyList<ValueCountView> Types, int Watchers);

/// <summary>Health and public totals.</summary>
public static class OperationsApi
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Answers.Json(new HealthView("ok", []), ApiJson.Web.HealthView, noStore: true)).WithTags("Operations").Produces<HealthView>()
            .WithSummary("The process runs");
        routes.MapGet("/healthz/ready", ReadyAsync).WithTags("Operations").Produces<HealthView>().Produces<HealthView>(503).WithSummary("The ledger takes writes and the projections follow; lists each component");
        routes.MapGet("/v1/stats", StatsAsync).WithTags("Operations").Produces<StatsView>().WithSummary("Public totals");
    }

    private static async Task<IResult> ReadyAsync(Health health)
    {
        var view = await health.LookAsync();
        return Answers.Json(view, ApiJson.Web.HealthView, view.Status == HealthCheckView.Unavailable ? 503 : 200, noStore: true);
    }

    private static async Task<IResult> StatsAsync(ISearchIndex search, LiveFeeds feeds, HttpContext context)
    {
        var types = await search.ListValuesAsync(SearchField.Type, 20, null, context.RequestAborted);
        return Answers.Json(
            new StatsView(await search.CountAsync(context.RequestAborted), [.. types.Select(t => new ValueCountView(t.Value, t.Count))], feeds.Watchers),
            ApiJson.Web.StatsView);
    }
}
