using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Asks for what an audit compares, and reads it.</summary>
internal static class AuditBody
{
    // More than a ledger has partitions.
    private const int CheckpointsMax = 2_048;

    public static ReadOnlyMemory<byte> Checkpoints(ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        Head(json, CheckpointsMax, options, Fields.Partition, Fields.Sequence);
        json.Object("query", () => json.Object("bool", () => json.Array("filter", () => FilterClauses.Checkpoints(json))));
    });

    public static ReadOnlyMemory<byte> Rows(string? afterId, int limit, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        Head(json, limit, options, Fields.Revision, Fields.Likes, Fields.Saves, Fields.Forks);
        json.Object("query", () => json.Object("bool", () => json.Array("filter", () => FilterClauses.Prompts(json))));
        json.Array("sort", () => json.Item(() => json.Object(Fields.Id, () => json.WriteString("order", "asc"))));
        if (afterId is not null)
            json.Strings("search_after", [afterId]);
    });

    public static IReadOnlyDictionary<int, long> ReadCheckpoints(JsonElement json) =>
        Sources(json).ToDictionary(h => h.Source.GetProperty(Fields.Partition).GetInt32(), h => h.Source.GetProperty(Fields.Sequence).GetInt64());

    public static IReadOnlyList<SearchAuditRow> ReadRows(JsonElement json) => [.. Sources(json).Select(h => new SearchAuditRow(
        h.Id, h.Source.GetProperty(Fields.Revision).GetInt64(), h.Source.GetProperty(Fields.Likes).GetInt64(), h.Source.GetProperty(Fields.Saves).GetInt64(), h.Source.GetProperty(Fields.Forks).GetInt64()))];

    private static void Head(Utf8JsonWriter json, int size, ElasticsearchOptions options, params string[] fields)
    {
        json.WriteNumber("size", size);
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteBoolean("track_total_hits", false);
        json.Object("_source", () => json.Strings("includes", fields));
    }

    private static IEnumerable<(string Id, JsonElement Source)> Sources(JsonElement json)
    {
        SearchAnswer.ThrowIfPartial(json);
        return json.GetProperty("hits").GetProperty("hits").EnumerateArray().Select(h => (h.GetProperty("_id").GetString()!, h.GetProperty("_source")));
    }
}
