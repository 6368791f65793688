using PromptGrid.Api.Http;

namespace PromptGrid.Api.Export;

/// <summary>Bulk export: what it writes imports back unchanged.</summary>
public static class ExportApi
{
    private const string Csv = "csv";
    private const string Ndjson = "ndjson";
    private const string Mine = "mine";
    private const string Public = "public";

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/export", ExportAsync).WithTags("Bulk").Produces<string>(200, NdjsonAnswer.ContentType, "text/csv").ProducesProblem(400).ProducesProblem(401).ProducesProblem(429).ProducesProblem(503)
            .WithSummary("Export prompts with all versions as NDJSON or CSV, streamed: one's own (scope=mine) or all public ones (scope=public)");

    private static async Task<IResult> ExportAsync(HttpContext context, PromptExport export, ExportSlots slots)
    {
        if (!QueryText.One(context, "format", 10).TryGet(out var format, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "scope", 10).TryGet(out var scope, out failure)) return failure.ToResult();
        if ((format ??= Ndjson) is not (Ndjson or Csv)) return Failure.Invalid("format", "must be ndjson or csv").ToResult();
        if ((scope ??= Mine) is not (Mine or Public)) return Failure.Invalid("scope", "must be mine or public").ToResult();
        if (scope == Mine && context.Caller() is null) return new Failure(FailureCode.Unauthenticated, "Sign in to export your own prompts, or ask for scope=public.").ToResult();
        if (!slots.Take(context).TryGet(out var slot, out failure)) return failure.ToResult();
        using (slot)
        {
            await WriteAsync(context, format, scope == Mine ? export.ReadOwnAsync(context.CallerId()!, context.RequestAborted) : export.ReadPublicAsync(context.RequestAborted));
            return Results.Empty;
        }
    }

    private static async Task WriteAsync(HttpContext context, string format, IAsyncEnumerable<ExportedLine> lines)
    {
        var response = context.Response;
        NdjsonAnswer.Begin(response, format == Csv ? "text/csv; charset=utf-8" : NdjsonAnswer.ContentType, "promptgrid." + format);
        if (format == Csv) ExportedCsv.WriteHeader(response.BodyWriter);
        await foreach (var line in lines)
        {
            if (format == Csv)
            {
                ExportedCsv.Write(line, response.BodyWriter);
            }
            else
            {
                line.Write(response.BodyWriter);
                System.Buffers.BuffersExtensions.Write(response.BodyWriter, "\n"u8);
            }

            await NdjsonAnswer.FlushWhenFullAsync(response, context.RequestAborted);
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
