using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PromptGrid.Api.Http;

/// <summary>JSON answers through the source-generated contract.</summary>
public static class Answers
{
    public const string JsonType = "application/json; charset=utf-8";

    public static IResult Json<T>(T value, JsonTypeInfo<T> typeInfo, int status = 200, bool noStore = false, string? location = null) =>
        new JsonAnswer(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo), status, noStore, location);

    /// <summary>JSON that is ready. Nobody writes to the array any more.</summary>
    public static IResult Json(byte[] body) => new JsonAnswer(body, 200, noStore: false, location: null);

    private sealed class JsonAnswer(byte[] body, int status, bool noStore, string? location) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = JsonType;
            response.ContentLength = body.Length;
            if (noStore) response.Headers.CacheControl = "no-store";
            if (location is not null) response.Headers.Location = location;
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }
}
