using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes what must hold without counting for the score.</summary>
internal static class FilterClauses
{
    /// <summary>The clause every query has: prompts, not checkpoints.</summary>
    public static void Prompts(Utf8JsonWriter json) => Term(json, Fields.Kind, Fields.PromptKind);

    /// <summary>What no query but an audit's has.</summary>
    public static void Checkpoints(Utf8JsonWriter json) => Term(json, Fields.Kind, Fields.CheckpointKind);

    /// <summary>Values of one filter are alternatives, all tags must be there.</summary>
    public static void Write(Utf8JsonWriter json, SearchQuery query)
    {
        Prompts(json);
        if (query.Ids is { } ids)
            json.Item(() => json.Object("ids", () => json.Strings("values", ids)));
        Any(json, Fields.Type, query.Types);
        foreach (var tag in query.Tags)
            Term(json, Fields.Tags + Fields.FilterPart, tag);
        Any(json, Fields.Models, query.Models);
        Any(json, Fields.Author, query.Authors);
        Any(json, Fields.Category, query.Categories);
        Any(json, Fields.License, query.Licenses);
    }

    public static bool AreThere(SearchQuery query) =>
        query.Ids is not null || !(query.Types.IsDefaultOrEmpty && query.Tags.IsDefaultOrEmpty && query.Models.IsDefaultOrEmpty && query.Authors.IsDefaultOrEmpty
            && query.Categories.IsDefaultOrEmpty && query.Licenses.IsDefaultOrEmpty);

    public static void Term(Utf8JsonWriter json, string field, string value) =>
        json.Item(() => json.Object("term", () => json.Object(field, () => json.WriteString("value", value))));

    private static void Any(Utf8JsonWriter json, string field, ImmutableArray<string> values)
    {
        if (!values.IsDefaultOrEmpty)
            json.Item(() => json.Object("terms", () => json.Strings(field + Fields.FilterPart, values)));
    }
}
