using System.Buffers;
using System.Text;
using PromptGrid.Api.Http;
using PromptGrid.Grains.Interfaces.Accounts;

namespace PromptGrid.Api.Accounts;

/// <summary>All of one's data.</summary>
public static class PersonalExportApi
{
    public static void MapPersonalExport(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/me/export", ExportAsync).RequireSession().WithTags("Accounts").Produces<string>(200, NdjsonAnswer.ContentType)
            .WithSummary("Everything that is held about oneself, one JSON object a line: {section, data}");

    private static async Task ExportAsync(HttpContext context, IEnumerable<IPersonalData> parts)
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
