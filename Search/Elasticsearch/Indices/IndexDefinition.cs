using System.Globalization;
using System.Text.Json;
using PromptGrid.Search.Elasticsearch.Queries;

namespace PromptGrid.Search.Elasticsearch.Indices;

/// <summary>The index template: analysis, similarity and mapping of every index of prompts.</summary>
/// <remarks>
/// Text is cut as <see cref="Analysis.TextAnalyzer"/> cuts it, so that the same words find the same prompts on either
/// index: letters are folded by the same table, punctuation separates, and each sign of a script without spaces is a token
/// (a run of them is asked for as a phrase). Each word is indexed twice at one place, as it is and as its Porter stem: a
/// finished word finds the stem, an unfinished one is a prefix of the word itself ("generati" of "generating").
/// <para>
/// The similarity is BM25 without the two numbers that depend on all other prompts, the rarity of a word and the average
/// length: a prompt's score then stays what it is while prompts are written, on every shard and copy, so that pages by
/// relevance need no server-side snapshot to be walked without gaps. Every word of a query must match, so that rarity has
/// little to tell.
/// </para>
/// </remarks>
internal static class IndexDefinition
{
    public const string SearchAnalyzer = "prompt_words";
    public const string TypedAnalyzer = "prompt_typed";
    private const string IndexAnalyzer = "prompt_text";
    private const string StartsAnalyzer = "prompt_starts";
    private const string Normalizer = "prompt_value";
    private const string ShortSimilarity = "prompt_short";
    private const string LongSimilarity = "prompt_long";

    // Longer than any title, tag or handle; what is longer is kept but neither filtered nor counted.
    private const int ValueLengthMax = 1024;

    // What TextAnalyzer ignores inside words.
    private const string Marks = @"[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u00AD\u200C\u200D\uFE00-\uFE0F]";

    // What TextAnalyzer calls unspaced.
    private const string UnspacedSigns =
        @"([\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u2FDF\u3005-\u3007\u3040-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF66-\uFF9F\x{20000}-\x{3FFFF}])";

    public static ReadOnlyMemory<byte> Template(IndexNames names, ElasticsearchOptions options) => JsonBody.Of(json =>
    {
        json.Strings("index_patterns", [names.Pattern]);
        json.WriteNumber("priority", 500);
        json.WriteNumber("version", IndexNames.Version);
        // A write to an index that was thrown away must fail, not make it anew.
        json.WriteBoolean("allow_auto_create", false);
        json.Object("template", () =>
        {
            json.Object("settings", () => json.Object("index", () => Settings(json, options)));
            json.Object("mappings", () => Mappings(json));
        });
    });

    /// <summary>The body of a new index: all else comes from the template.</summary>
    public static ReadOnlyMemory<byte> NewIndex(string? alias) => JsonBody.Of(json =>
    {
        if (alias is not null)
            json.Object("aliases", () => json.Object(alias, () => json.WriteBoolean("is_write_index", true)));
    });

    private static void Settings(Utf8JsonWriter json, ElasticsearchOptions options)
    {
        json.WriteNumber("number_of_shards", options.Shards);
        json.WriteNumber("number_of_replicas", options.Replicas);
        json.WriteString("refresh_interval", Durations.Of(options.RefreshInterval));
        json.Object("similarity", () =>
        {
            Similarity(json, ShortSimilarity, averageLength: 8);
            Similarity(json, LongSimilarity, averageLength: 200);
        });
        json.Object("analysis", () =>
        {
            json.Object("char_filter", () => CharFilters(json));
            json.Object("filter", () => Filters(json));
            json.Object("normalizer", () => json.Object(Normalizer, () =>
            {
                json.WriteString("type", "custom");
                json.Strings("filter", ["lowercase"]);
            }));
            json.Object("analyzer", () =>
            {
                Analyzer(json, IndexAnalyzer, "lowercase", "prompt_cut", "keyword_repeat", "prompt_stems", "remove_duplicates");
                Analyzer(json, SearchAnalyzer, "lowercase", "prompt_cut", "prompt_stems");
                Analyzer(json, TypedAnalyzer, "lowercase", "prompt_cut");
                Analyzer(json, StartsAnalyzer, "lowercase", "prompt_cut", "prompt_starts");
            });
        });
    }

    private static void Similarity(Utf8JsonWriter json, string name, int averageLength) => json.Object(name, () =>
    {
        json.WriteString("type", "scripted");
        json.Object("script", () => json.WriteString("source", string.Create(
            CultureInfo.InvariantCulture,
            $"double tf = doc.freq; double norm = 1.2 * (0.25 + 0.75 * doc.length / {averageLength}.0); return query.boost * 2.2 * tf / (tf + norm);")));
    });

    private static void CharFilters(Utf8JsonWriter json)
    {
        json.Object("prompt_folding", () =>
        {
            json.WriteString("type", "mapping");
            json.Strings("mappings", Foldings());
        });
        Pattern("prompt_marks", Marks, "");
        Pattern("prompt_signs", UnspacedSigns, " $1 ");
        Pattern("prompt_punctuation", @"\p{P}", " ");

        void Pattern(string name, string pattern, string replacement) => json.Object(name, () =>
        {
            json.WriteString("type", "pattern_replace");
            json.WriteString("pattern", pattern);
            json.WriteString("replacement", replacement);
        });
    }

    // The filter stands before letters are made small, so that capitals need rules of their own.
    private static IEnumerable<string> Foldings()
    {
        var said = new HashSet<char>();
        foreach (var (letter, folded) in Analysis.CharacterFolding.All())
        {
            if (said.Add(letter))
                yield return $"{letter} => {folded}";
            var capital = char.ToUpperInvariant(letter);
            if (capital != letter && !char.IsAscii(capital) && said.Add(capital))
                yield return $"{capital} => {folded}";
        }
    }

    private static void Filters(Utf8JsonWriter json)
    {
        json.Object("prompt_cut", () =>
        {
            json.WriteString("type", "truncate");
            json.WriteNumber("length", Analysis.TextAnalyzer.MaxTokenLength);
        });
        json.Object("prompt_stems", () =>
        {
            json.WriteString("type", "stemmer");
            json.WriteString("language", "english");
        });
        json.Object("prompt_starts", () =>
        {
            json.WriteString("type", "edge_ngram");
            json.WriteNumber("min_gram", 1);
            json.WriteNumber("max_gram", 15);
            json.WriteBoolean("preserve_original", true);
        });
    }

    private static void Analyzer(Utf8JsonWriter json, string name, params string[] filters) => json.Object(name, () =>
    {
        json.WriteString("type", "custom");
        json.Strings("char_filter", ["prompt_folding", "prompt_marks", "prompt_signs", "prompt_punctuation"]);
        json.WriteString("tokenizer", "standard");
        json.Strings("filter", filters);
    });

    private static void Mappings(Utf8JsonWriter json)
    {
        // A newer node may know fields that this one does not.
        json.WriteString("dynamic", "false");
        json.Object("properties", () =>
        {
            Plain(Fields.Kind, "keyword");
            Plain(Fields.Id, "keyword");
            Stored(Fields.Revision, "long");
            Text(Fields.Title, ShortSimilarity, null, () => json.Object("fields", () => Starts("starts")));
            Value(Fields.TitleKey);
            Plain(Fields.TitleWords, "integer");
            Text(Fields.Description, LongSimilarity, null, null);
            Text(Fields.Content, LongSimilarity, "offsets", null);
            Filtered(Fields.Type, null);
            Filtered(Fields.Tags, () =>
            {
                Text("text", ShortSimilarity, null, null);
                Starts("starts");
            });
            Filtered(Fields.Models, null);
            Filtered(Fields.Category, null);
            Filtered(Fields.License, null);
            Filtered(Fields.Author, null);
            Value(Fields.AuthorId);
            Plain(Fields.Created, "date");
            Plain(Fields.Updated, "date");
            Plain(Fields.Likes, "long");
            Plain(Fields.Saves, "long");
            Plain(Fields.Forks, "long");
            Plain(Fields.Trending, "double");
            Stored(Fields.Partition, "integer");
            Stored(Fields.Sequence, "long");
        });

        void Plain(string name, string type) => json.Object(name, () => json.WriteString("type", type));

        // Read back with the document, never searched for.
        void Stored(string name, string type) => json.Object(name, () =>
        {
            json.WriteString("type", type);
            json.WriteBoolean("index", false);
            json.WriteBoolean("doc_values", false);
        });

        void Value(string name) => json.Object(name, () =>
        {
            json.WriteString("type", "keyword");
            json.WriteNumber("ignore_above", ValueLengthMax);
        });

        void Filtered(string name, Action? more) => json.Object(name, () =>
        {
            json.WriteString("type", "keyword");
            json.WriteNumber("ignore_above", ValueLengthMax);
            json.Object("fields", () =>
            {
                json.Object("value", () =>
                {
                    json.WriteString("type", "keyword");
                    json.WriteNumber("ignore_above", ValueLengthMax);
                    json.WriteString("normalizer", Normalizer);
                });
                more?.Invoke();
            });
        });

        void Text(string name, string similarity, string? indexOptions, Action? more) => json.Object(name, () =>
        {
            json.WriteString("type", "text");
            json.WriteString("analyzer", IndexAnalyzer);
            json.WriteString("search_analyzer", SearchAnalyzer);
            json.WriteString("similarity", similarity);
            if (indexOptions is not null)
                json.WriteString("index_options", indexOptions);
            more?.Invoke();
        });

        void Starts(string name) => json.Object(name, () =>
        {
            json.WriteString("type", "text");
            json.WriteString("analyzer", StartsAnalyzer);
            json.WriteString("search_analyzer", TypedAnalyzer);
            json.WriteString("similarity", ShortSimilarity);
        });
    }
}
