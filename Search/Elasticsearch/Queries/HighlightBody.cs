using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Indices;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Writes which fragments of the texts to send back with a hit.</summary>
internal static class HighlightBody
{
    /// <summary>Stand around a match until <see cref="Fragments"/> puts « and » there: three signs of private use that no
    /// text has side by side.</summary>
    public const string Open = "\uF8D0\uF8D1\uF8D2";
    public const string Close = "\uF8D2\uF8D1\uF8D0";
    private const int FragmentSize = 130;

    public static void Write(Utf8JsonWriter json, TypedText text, Reading reading)
    {
        json.WriteString("type", "unified");
        json.Strings("pre_tags", [Open]);
        json.Strings("post_tags", [Close]);
        json.WriteString("order", "score");
        // Only what was typed is marked, not what filters ask for; a match by the beginnings of a title counts in the title.
        json.WriteBoolean("require_field_match", false);
        json.Object("highlight_query", () => json.Object("bool", () => TextClauses.Write(json, text, reading)));
        json.Array("fields", () =>
        {
            Field(Fields.Title, 0);
            Field(Fields.Description, Fragments.Max);
            Field(Fields.Content, Fragments.Max);
            Field(Fields.TagText, 0);
        });

        // Zero: the whole text, and of a list each text that matches.
        void Field(string name, int fragments) => json.Item(() => json.Object(name, () =>
        {
            json.WriteNumber("number_of_fragments", fragments);
            if (fragments > 0)
                json.WriteNumber("fragment_size", FragmentSize);
        }));
    }
}
