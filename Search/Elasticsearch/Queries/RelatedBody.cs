using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes the request for prompts like one that is indexed.</summary>
/// <remarks>The words a prompt is told by, any of which will do, and its tags: each shared tag adds as much as a telling
/// word, so that prompts without a shared word are found by them too.</remarks>
internal static class RelatedBody
{
    private const int MaxWords = 12;
    private const double TagBoost = 0.5;

    public static ReadOnlyMemory<byte> Of(string alias, string id, IEnumerable<string> tags, int limit, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        json.WriteNumber("size", limit);
        json.WriteString("timeout", Durations.Of(options.QueryTimeout));
        json.WriteBoolean("track_total_hits", false);
        json.WriteBoolean("_source", false);
        json.Object("query", () => json.Object("bool", () =>
        {
            json.Array("filter", () => FilterClauses.Prompts(json));
            json.Array("must_not", () => FilterClauses.Term(json, Fields.Id, id));
            json.Array("should", () =>
            {
                json.Item(() => json.Object("more_like_this", () => LikeThis(json, alias, id)));
                foreach (var tag in tags)
                {
                    json.Item(() => json.Object("constant_score", () =>
                    {
                        json.Object("filter", () => json.Object("term", () => json.Object(Fields.Tags, () => json.WriteString("value", tag))));
                        json.WriteNumber("boost", TagBoost);
                    }));
                }
            });
            json.WriteNumber("minimum_should_match", 1);
        }));
    });

    private static void LikeThis(Utf8JsonWriter json, string alias, string id)
    {
        json.Strings("fields", [Fields.Title, Fields.TagText, Fields.Content]);
        json.Array("like", () => json.Item(() =>
        {
            json.WriteString("_index", alias);
            json.WriteString("_id", id);
        }));
        json.WriteNumber("max_query_terms", MaxWords);
        json.WriteNumber("min_term_freq", 1);
        // A word that only this prompt has leads nowhere.
        json.WriteNumber("min_doc_freq", 2);
        json.WriteNumber("min_word_length", 3);
        json.WriteString("minimum_should_match", "1");
    }
}
