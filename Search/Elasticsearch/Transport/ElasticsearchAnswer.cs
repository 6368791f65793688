using System.Text.Json;

namespace PromptGrid.Search.Elasticsearch.Transport;

/// <summary>What Elasticsearch said.</summary>
internal sealed class ElasticsearchAnswer(int status, ReadOnlyMemory<byte> body)
{
    public int Status => status;

    public bool IsSuccess => status is >= 200 and < 300;

    /// <summary>The body as JSON.</summary>
    /// <exception cref="SearchUnavailableException">It is none: something else than Elasticsearch answered, or half of it.</exception>
    public JsonElement Read()
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw Malformed(e);
        }
    }

    /// <summary>The type of the error, such as <c>index_not_found_exception</c>; empty when it names none.</summary>
    /// <remarks>Its reason is left out on purpose: it may quote what a prompt says.</remarks>
    public string ErrorType()
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            var json = JsonElement.ParseValue(ref reader);
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>Reads the body; what is not as Elasticsearch describes it counts as no answer.</summary>
    public T Read<T>(Func<JsonElement, T> read)
    {
        var json = Read();
        try
        {
            return read(json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Malformed(e);
        }
    }

    private static SearchUnavailableException Malformed(Exception inner) => new("Elasticsearch gave an answer that cannot be read.", inner);
}
