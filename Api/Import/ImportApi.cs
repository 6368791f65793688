using Microsoft.AspNetCore.Http.Features;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Import;

/// <summary>Bulk import as jobs.</summary>
public static class ImportApi
{
    public static void MapImport(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/import", StartAsync).RequireCaller().WithTags("Bulk").Produces<JobEnvelope>(202).ProducesProblem(400).ProducesProblem(409).ProducesProblem(429)
            .WithSummary("Import prompts from NDJSON or CSV; a body of any size, streamed");
        routes.MapGet("/v1/jobs/{id}", GetAsync).RequireCaller().WithTags("Bulk").Produces<JobView>().ProducesProblem(404).WithSummary("How far a job is");
    }

    private static async Task<IResult> StartAsync(HttpContext context, ImportJobs jobs, Velocity velocity)
    {
        if (!QueryText.One(context, "format", 10).TryGet(out var format, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "license", PromptLimits.LicenseLength).TryGet(out var license, out failure)) return failure.ToResult();
        format ??= context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true ? "csv" : "ndjson";
        if (format is not ("ndjson" or "csv")) return Failure.Invalid("format", "must be ndjson or csv").ToResult();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        var started = await velocity.ImportAsync(context, Idempotency.Read(context, "").Value?.Id, () => jobs.StartAsync(context.CallerId()!, format, license, bodyHash => Idempotency.Read(context, ContentHash.Of(format, license, bodyHash)).Value, context.Request.Body, context.RequestAborted));
        if (!started.TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(new JobEnvelope(JobView.Of(reply.Value)), ApiJson.Web.JobEnvelope, 202, noStore: true, location: $"/v1/jobs/{reply.Value.Id}");
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ImportJobs jobs) =>
        await jobs.FindAsync(id, context.RequestAborted) is { } job && job.OwnerId == context.CallerId()
            ? Answers.Json(JobView.Of(job), ApiJson.Web.JobView, noStore: true)
            : Failure.NotFound("job").ToResult();
}
