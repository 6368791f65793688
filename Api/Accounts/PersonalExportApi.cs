using System.Buffers;
using System.Text;
using PromptGrid.Api.Export;
using PromptGrid.Api.Http;
using PromptGrid.Grains.Interfaces.Accounts;

namespace PromptGrid.Api.Accounts;

/// <summary>All of one's data.</summary>
public static class PersonalExportApi
{
    public static void MapPersonalExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/me/export", ExportAsync).RequireSession().WithTags("Accounts").Produces<string>(200, NdjsonAnswer.ContentType).ProducesProblem(429).ProducesProblem(503)
            .WithSummary("Everything that is held about oneself, one JSON object a line: {section, data}");

    private static async Task<IResult> ExportAsync(HttpContext context, IEnumerable<IPersonalData> parts, ExportSlots slots)
    {
        if (!slots.Take(context).TryGet(out var slot, out var failure)) return failure.ToResult();
        using (slot)
        {
            await WriteAsync(context, parts);
            return Results.Empty;
        }
    }

    private static async Task WriteAsync(HttpContext context, IEnumerable<IPersonalData> parts)
    {
        var (response, cancellationToken) = (context.Response, context.RequestAborted);
        NdjsonAnswer.Begin(response, NdjsonAnswer.ContentType, "promptgrid-account.ndjson");
        foreach (var part in parts)
        {
            await foreach (var item in part.ExportAsync(context.CallerId()!, cancellationToken))
            {
                Write(response.BodyWriter, part.Section, item);
                await NdjsonAnswer.FlushWhenFullAsync(response, cancellationToken);
            }
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static void Write(IBufferWriter<byte> writer, string section, string json) =>
        Encoding.UTF8.GetBytes($"{{\"section\":\"{section}\",\"data\":{json}}}\n", writer);
}
