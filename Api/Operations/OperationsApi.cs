using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Live;
using PromptGrid.Api.Search;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.Operations;

/// <param name="Types">Public prompts by type.</param>
/// <param name="Watchers">Live streams open on the answering node.</param>
public sealed record StatsView(long Prompts, IReadOnlyList<ValueCountView> Types, int Watchers);

/// <param name="Status"><c>ok</c> or <c>unavailable</c>.</param>
public sealed record HealthView(string Status, IReadOnlyList<HealthCheckView> Checks);

public sealed record HealthCheckView(string Name, bool Ok, string Detail);

/// <summary>Health and public totals.</summary>
public static class OperationsApi
{
    /// <summary>A projection that failed this often in a row is not merely late.</summary>
    private const int FailuresMax = 20;

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Answers.Json(new HealthView("ok", []), ApiJson.Web.HealthView, noStore: true)).WithTags("Operations").Produces<HealthView>()
            .WithSummary("The process runs");
        routes.MapGet("/healthz/ready", ReadyAsync).WithTags("Operations").Produces<HealthView>().Produces<HealthView>(503).WithSummary("The ledger answers and the projections follow");
        routes.MapGet("/v1/stats", StatsAsync).WithTags("Operations").Produces<StatsView>().WithSummary("Public totals");
    }

    private static async Task<IResult> ReadyAsync(ILedgerReader reader, IGrainFactory grains, HttpContext context)
    {
        var checks = new List<HealthCheckView> { await CheckAsync("ledger", async () => { await reader.PingAsync(context.RequestAborted); return "answers"; }) };
        foreach (var projection in ProjectionNames.All)
        {
            checks.Add(await CheckAsync("projection " + projection, async () =>
            {
                long behind = 0;
                for (var partition = 0; partition < reader.PartitionCount; partition++)
                {
                    var status = await grains.Projection(projection, partition).GetStatusAsync();
                    if (status.FailuresInARow >= FailuresMax) throw new InvalidOperationException("keeps failing");
                    behind += Math.Max(0, await reader.ReadHeadAsync(partition, context.RequestAborted) - status.Sequence);
                }

                return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{behind} events behind");
            }));
        }

        var ok = checks.TrueForAll(c => c.Ok);
        return Answers.Json(new HealthView(ok ? "ok" : "unavailable", checks), ApiJson.Web.HealthView, ok ? 200 : 503, noStore: true);
    }

    private static async Task<HealthCheckView> CheckAsync(string name, Func<Task<string>> check)
    {
        try
        {
            return new HealthCheckView(name, true, await check().WaitAsync(PingTimeout));
        }
        catch (Exception e)
        {
            return new HealthCheckView(name, false, e is InvalidOperationException ? e.Message : e.GetType().Name);
        }
    }

    private static async Task<IResult> StatsAsync(ISearchIndex search, LiveFeeds feeds, HttpContext context)
    {
        var types = await search.ListValuesAsync(SearchField.Type, 20, null, context.RequestAborted);
        return Answers.Json(
            new StatsView(await search.CountAsync(context.RequestAborted), [.. types.Select(t => new ValueCountView(t.Value, t.Count))], feeds.Watchers),
            ApiJson.Web.StatsView);
    }
}
