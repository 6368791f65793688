using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace PromptGrid.Api.Json;

/// <summary>A request's JSON object, the names it had, and the hash of its bytes.</summary>
public sealed record JsonBody<T>(T Value, ImmutableHashSet<string> Fields, string Hash);

/// <summary>Reads JSON bodies; whatever is wrong with them is a failure, never an exception.</summary>
public static class JsonBody
{
    /// <summary>Bytes of a JSON body at the most: a prompt of 100,000 characters with everything around it.</summary>
    public const int BytesMax = 1_000_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = ApiJson.DepthMax };

    public static async ValueTask<Result<JsonBody<T>>> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> typeInfo, bool optional = false)
    {
        var request = context.Request;
        if (request.ContentLength > BytesMax) return TooLarge();
        using var buffer = new MemoryStream();
        if (await CopyAsync(request.Body, buffer, context.RequestAborted)) return TooLarge();
        ReadOnlyMemory<byte> bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.IsEmpty)
        {
            if (!optional) return Failure.Invalid("body", "a JSON object is required");
            bytes = "{}"u8.ToArray();
        }
        else if (!IsJson(request.ContentType))
        {
            return new Failure(FailureCode.UnsupportedMediaType, "Send Content-Type: application/json.");
        }

        // The parser looks only at texts that somebody asks for.
        if (!Utf8.IsValid(bytes.Span)) return Failure.Invalid("body", "is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return Failure.Invalid("body", "must be a JSON object");
            var fields = document.RootElement.EnumerateObject().Select(p => p.Name).ToImmutableHashSet(StringComparer.Ordinal);
            var value = document.RootElement.Deserialize(typeInfo);
            return value is null
                ? Failure.Invalid("body", "must be a JSON object")
                : new JsonBody<T>(value, fields, ContentHash.Of(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.Span))));
        }
        catch (JsonException e)
        {
            return Failure.Invalid(FieldOf(e), e.Path is null or "$" ? "is not valid JSON" : "is not of the right type");
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException)
        {
            // A string that spells half of a surrogate pair parses as JSON, but is no text.
            return Failure.Invalid("body", "holds text that is not well formed");
        }
    }

    /// <summary>The hash of a body that says nothing to this address, so that a repeat with another one is noticed.</summary>
    public static async ValueTask<Result<string>> HashAsync(HttpContext context)
    {
        if (context.Request.ContentLength > BytesMax) return TooLarge();
        using var buffer = new MemoryStream();
        if (await CopyAsync(context.Request.Body, buffer, context.RequestAborted)) return TooLarge();
        return buffer.Length == 0 ? "" : Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    private static async ValueTask<bool> CopyAsync(Stream body, MemoryStream buffer, CancellationToken cancellationToken)
    {
        var chunk = System.Buffers.ArrayPool<byte>.Shared.Rent(16_384);
        try
        {
            int read;
            while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
            {
                if (buffer.Length + read > BytesMax) return true;
                buffer.Write(chunk, 0, read);
            }

            return false;
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static Failure TooLarge() => new(FailureCode.TooLarge, $"The body is larger than {BytesMax} bytes.");

    private static bool IsJson(string? contentType)
    {
        if (contentType is null) return false;
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        var media = (semicolon < 0 ? contentType : contentType[..semicolon]).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static string FieldOf(JsonException e) =>
        e.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) && path.Length <= 200 ? path[2..] : "body";
}
