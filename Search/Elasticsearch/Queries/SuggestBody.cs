using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes and reads the one request that completes what is being typed, with titles and tags.</summary>
/// <remarks>Hits are the titles, most liked first; an aggregation counts the tags of the prompts whose tags match, and the
/// tags that only stand beside a matching one are left out here.</remarks>
internal static class SuggestBody
{
    private const string TagPrompts = "tagged";
    private const int TagsLookedAt = 500;
    private const int MaxTags = 3;

    public static ReadOnlyMemory<byte> Of(TypedText text, Reading reading, int limit, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        // Titles said twice are shown once, so that more are taken than are asked for.
        json.WriteNumber("size", Math.Min(limit * 4, 1_000));
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteBoolean("track_total_hits", false);
        json.Object("_source", () => json.Strings("includes", [Fields.Title]));
        json.Object("query", () => json.Object("bool", () => json.Array("filter", () => FilterClauses.Prompts(json))));
        json.Object("post_filter", () => json.Object("bool", () => TextClauses.WriteInTitle(json, text, reading)));
        json.Array("sort", () =>
        {
            SearchBody.Descending(json, Fields.Likes);
            SearchBody.Descending(json, Fields.Created);
            SearchBody.Descending(json, Fields.Id);
        });
        json.Object("aggregations", () => json.Object(TagPrompts, () =>
        {
            json.Object("filter", () => json.Object("bool", () => TextClauses.WriteInTags(json, text, reading)));
            json.Object("aggregations", () => SearchBody.Facet(json, Fields.Tags, TagsLookedAt));
        }));
    });

    public static IReadOnlyList<SearchSuggestion> Read(JsonElement json, TypedText text, Reading reading, int limit)
    {
        SearchAnswer.ThrowIfPartial(json);
        var tags = json.GetProperty("aggregations").GetProperty(TagPrompts).GetProperty(Fields.Tags).GetProperty("buckets").EnumerateArray()
            .Select(b => b.GetProperty("key").GetString()!).Where(tag => TagMatch.HasAll(tag, text, reading)).Take(Math.Min(MaxTags, Math.Max(1, limit / 2))).ToList();
        var said = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var found = new List<SearchSuggestion>(limit);
        foreach (var hit in json.GetProperty("hits").GetProperty("hits").EnumerateArray())
        {
            var title = hit.GetProperty("_source").GetProperty(Fields.Title).GetString()!;
            if (found.Count < limit - tags.Count && title.Length > 0 && said.Add(title))
                found.Add(new SearchSuggestion("title", title, hit.GetProperty("_id").GetString()));
        }

        found.AddRange(tags.Select(tag => new SearchSuggestion("tag", tag, null)));
        return found;
    }
}
