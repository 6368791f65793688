using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes what a text asks for, one clause for each of its terms.</summary>
internal static class TextClauses
{
    // How much of a field that does not score best counts still.
    private const double TieBreaker = 0.3;

    // What a mistyped word counts beside one that stands there as typed.
    private const double ForgivenBoost = 0.5;

    // Each costs a look through the dictionary of a field.
    private const int MaxExpansions = 50;

    private static readonly (string Name, int Boost)[] AllFields = [(Fields.Title, 3), (Fields.TagText, 2), (Fields.Description, 1), (Fields.Content, 1)];
    private static readonly (string Name, int Boost)[] TitleField = [(Fields.Title, 1)];
    private static readonly (string Name, int Boost)[] TagField = [(Fields.TagText, 1)];

    /// <summary>Content of a <c>bool</c>: all terms of a text, or any of them, in any field.</summary>
    public static void Write(Utf8JsonWriter json, TypedText text, Reading reading) => Write(json, text, reading, AllFields, Fields.TitleStarts, Fields.TagStarts);

    /// <summary>The same in titles only.</summary>
    public static void WriteInTitle(Utf8JsonWriter json, TypedText text, Reading reading) => Write(json, text, reading, TitleField, Fields.TitleStarts);

    /// <summary>The same in tags only.</summary>
    public static void WriteInTags(Utf8JsonWriter json, TypedText text, Reading reading) => Write(json, text, reading, TagField, Fields.TagStarts);

    private static void Write(Utf8JsonWriter json, TypedText text, Reading reading, (string Name, int Boost)[] fields, params string[] starts)
    {
        json.Array(reading == Reading.AnyWord ? "should" : "must", () =>
        {
            for (var i = 0; i < text.Terms.Count; i++)
                Term(json, text.Terms[i], text.IsUnfinished(i), reading, fields, starts);
        });
        if (reading == Reading.AnyWord)
            json.WriteNumber("minimum_should_match", 1);
    }

    private static void Term(Utf8JsonWriter json, TypedTerm term, bool isUnfinished, Reading reading, (string Name, int Boost)[] fields, string[] starts)
    {
        if (term.Kind != TermKind.Word || (!isUnfinished && reading == Reading.AsTyped))
        {
            json.Item(() => Finished(json, term, fields));
            return;
        }

        json.Item(() => json.Object("bool", () =>
        {
            json.Array("should", () =>
            {
                json.Item(() => Finished(json, term, fields));
                if (isUnfinished)
                {
                    foreach (var (name, boost) in fields)
                        json.Item(() => json.Object("prefix", () => json.Object(name, () =>
                        {
                            json.WriteString("value", term.Folded);
                            json.WriteNumber("boost", boost);
                        })));
                }

                if (reading != Reading.AsTyped)
                    json.Item(() => Forgiven(json, term, [.. fields.Select(f => f.Name), .. isUnfinished ? starts : []]));
            });
            json.WriteNumber("minimum_should_match", 1);
        }));
    }

    private static void Finished(Utf8JsonWriter json, TypedTerm term, (string Name, int Boost)[] fields) => json.Object("multi_match", () =>
    {
        json.WriteString("query", term.Raw);
        json.Strings("fields", fields.Select(f => f.Boost == 1 ? f.Name : $"{f.Name}^{f.Boost}"));
        // Signs of a run must stand side by side; a word is one token and the two types mean the same.
        json.WriteString("type", term.Kind == TermKind.Run ? "phrase" : "best_fields");
        json.WriteNumber("tie_breaker", TieBreaker);
    });

    // Words as they stand, not their stems, are what mistakes are made in: the other analyzer.
    private static void Forgiven(Utf8JsonWriter json, TypedTerm term, IEnumerable<string> fields) => json.Object("multi_match", () =>
    {
        json.WriteString("query", term.Raw);
        json.Strings("fields", fields);
        json.WriteString("type", "best_fields");
        json.WriteString("analyzer", IndexDefinition.TypedAnalyzer);
        json.WriteString("fuzziness", "AUTO:3,6");
        json.WriteNumber("max_expansions", MaxExpansions);
        json.WriteNumber("boost", ForgivenBoost);
    });
}
