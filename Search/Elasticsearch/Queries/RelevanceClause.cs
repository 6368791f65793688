using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>
/// Writes the relevance of a prompt to a text: <c>score = text × title × freshness × popularity</c>, with the numbers that
/// the SQLite index has too.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>title</c>: 2 when the title holds the words side by side, twice that when what was typed is the title up to its
/// unfinished last word, twice that again when it is exactly the title.</item>
/// <item><c>freshness</c>: from 1 for a new prompt down to 0.8, half of the way in each 90 days.</item>
/// <item><c>popularity</c>: 1 + 0.15 · log10(1 + likes).</item>
/// </list>
/// </remarks>
internal static class RelevanceClause
{
    private const double TitleStep = 2;
    private const double FreshnessShare = 0.2;
    private const string FreshnessHalfLife = "90d";
    private const double LikesWeight = 0.15;

    /// <param name="asOf">In milliseconds since 1970: the same on every page of a walk.</param>
    /// <param name="query">Writes the query whose score is the text's.</param>
    public static void Write(Utf8JsonWriter json, TypedText text, Reading reading, long asOf, Action query) =>
        Score(
            json,
            "sum",
            () => Score(
                json,
                "sum",
                () => Titled(json, text, reading, query),
                () =>
                {
                    json.Item(() =>
                    {
                        json.Object("field_value_factor", () =>
                        {
                            json.WriteString("field", Fields.Likes);
                            json.WriteString("modifier", "log1p");
                            json.WriteNumber("missing", 0);
                        });
                        json.WriteNumber("weight", LikesWeight);
                    });
                    Constant(json, 1);
                }),
            () =>
            {
                json.Item(() =>
                {
                    json.Object("exp", () => json.Object(Fields.Created, () =>
                    {
                        json.WriteNumber("origin", asOf);
                        json.WriteString("scale", FreshnessHalfLife);
                        json.WriteNumber("decay", 0.5);
                    }));
                    json.WriteNumber("weight", FreshnessShare);
                });
                Constant(json, 1 - FreshnessShare);
            });

    private static void Titled(Utf8JsonWriter json, TypedText text, Reading reading, Action query)
    {
        // What was mistyped is no title, and runs of signs are phrases already.
        if (!text.IsWords || reading != Reading.AsTyped)
        {
            query();
            return;
        }

        Score(json, "multiply", query, () =>
        {
            Step(json, () => json.Object("match_phrase_prefix", () => json.Object(Fields.Title, () => json.WriteString("query", text.Phrase))));
            Step(json, () => json.Object("bool", () => json.Array("filter", () =>
            {
                json.Item(() => json.Object("term", () => json.Object(Fields.TitleWords, () => json.WriteNumber("value", text.Terms.Count))));
                // A word that is complete may be longer than its stem.
                json.Item(() => json.Object("bool", () =>
                {
                    json.Array("should", () =>
                    {
                        FilterClauses.Term(json, Fields.TitleKey, text.TitleKey);
                        json.Item(() => json.Object("prefix", () => json.Object(Fields.TitleKey, () => json.WriteString("value", text.TitleKeyStart))));
                    });
                    json.WriteNumber("minimum_should_match", 1);
                }));
            })));
            Step(json, () => json.Object("term", () => json.Object(Fields.TitleKey, () => json.WriteString("value", text.TitleKey))));
        });
    }

    // Functions are combined as they say, and multiply the score of the query.
    private static void Score(Utf8JsonWriter json, string mode, Action query, Action functions) => json.Object("function_score", () =>
    {
        json.Object("query", query);
        json.Array("functions", functions);
        json.WriteString("score_mode", mode);
        json.WriteString("boost_mode", "multiply");
    });

    private static void Step(Utf8JsonWriter json, Action filter) => json.Item(() =>
    {
        json.Object("filter", filter);
        json.WriteNumber("weight", TitleStep);
    });

    private static void Constant(Utf8JsonWriter json, double weight) => json.Item(() =>
    {
        json.Object("filter", () => json.Object("match_all", () => { }));
        json.WriteNumber("weight", weight);
    });
}
