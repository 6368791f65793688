using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Pages;

/// <summary>What other sites show when somebody shares a prompt's address there (oembed.com, type <c>link</c>).</summary>
public static class OEmbed
{
    private const int UrlLengthMax = 2_000;

    public static void MapOEmbed(this IEndpointRouteBuilder routes) => routes.MapPage("/oembed", GetAsync);

    private static async Task<IResult> GetAsync(HttpContext context, ILedgerReader reader, PromptReads reads)
    {
        if (!QueryText.One(context, "url", UrlLengthMax).TryGet(out var url, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "format", 10).TryGet(out var format, out failure)) return failure.ToResult();
        if (format is not (null or "json")) return TypedResults.StatusCode(StatusCodes.Status501NotImplemented);
        var origin = $"{context.Request.Scheme}://{context.Request.Host.Value}";
        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin) return Failure.NotFound("prompt").ToResult();
        if (Uri.UnescapeDataString(uri.AbsolutePath).Split('/') is not ["", ['@', .. var handle], var slug]) return Failure.NotFound("prompt").ToResult();
        if (await PromptPages.ResolveAsync(reader, handle, slug, context.RequestAborted) is not { } id) return Failure.NotFound("prompt").ToResult();
        if (!(await reads.FindAsync(id, default, context.RequestAborted)).TryGet(out var prompt, out failure)) return failure.ToResult();
        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["version"] = "1.0",
            ["type"] = "link",
            ["title"] = prompt.Title,
            ["author_name"] = CardModels.Name(prompt.Owner),
            ["author_url"] = $"{origin}/@{prompt.Owner.Handle}",
            ["provider_name"] = "PromptGrid",
            ["provider_url"] = origin,
            ["cache_age"] = 300,
        }), "application/json; charset=utf-8");
    }
}
