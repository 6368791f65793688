using PromptGrid.Search.Analysis;
using Token = PromptGrid.Search.Wire.Tests.StandIn.StandInTokens.Token;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>Evaluates the part of Elasticsearch's query language that this index uses, as its documentation describes it.</summary>
/// <remarks>Simple and slow. It refuses clauses it does not know, so that no query passes because it was not understood.</remarks>
internal sealed class StandInQuery(IReadOnlyList<StandInDocument> documents)
{
    private static readonly string[] TextFields = ["title", "description", "content", "tags.text"];

    /// <summary>The score, or null when the document does not match.</summary>
    public double? Score(JsonElement query, StandInDocument document)
    {
        var clause = query.EnumerateObject().Single();
        var body = clause.Value;
        return clause.Name switch
        {
            "bool" => Bool(body, document),
            "match_all" => 1,
            "term" => Term(body, document),
            "terms" => body.EnumerateObject().Single() is var terms && terms.Value.EnumerateArray().Any(v => Has(document, terms.Name, v.ToString())) ? 1 : null,
            "multi_match" => MultiMatch(body, document),
            "prefix" => Prefix(body, document),
            "ids" => body.GetProperty("values").EnumerateArray().Any(v => v.GetString() == document.Id) ? 1 : null,
            "match_phrase_prefix" => Phrase(document.Tokens(body.EnumerateObject().Single().Name), StandInTokens.Of(body.EnumerateObject().Single().Value.GetProperty("query").GetString()!), true) ? 1 : null,
            "function_score" => FunctionScore(body, document),
            "constant_score" => Score(body.GetProperty("filter"), document) is null ? null : body.GetProperty("boost").GetDouble(),
            "more_like_this" => LikeThis(body, document),
            _ => throw new NotSupportedException($"The stand-in knows no {clause.Name}."),
        };
    }

    /// <summary>The places of a field's text that a query's text clauses match.</summary>
    public List<(int Start, int End)> Matches(JsonElement query, string text)
    {
        var tokens = StandInTokens.Of(text);
        var places = new SortedSet<(int, int)>();
        Collect(query);
        return [.. places];

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in element.EnumerateArray())
                    Collect(item);
                return;
            }

            if (element.ValueKind != JsonValueKind.Object)
                return;
            foreach (var clause in element.EnumerateObject())
            {
                if (clause.Name == "prefix")
                    Mark(t => t.Folded.StartsWith(clause.Value.EnumerateObject().Single().Value.GetProperty("value").GetString()!, StringComparison.Ordinal));
                else if (clause.Name == "multi_match" && clause.Value.GetProperty("type").GetString() == "phrase")
                    MarkPhrase(StandInTokens.Of(clause.Value.GetProperty("query").GetString()!));
                else if (clause.Name == "multi_match")
                    Mark(t => StandInTokens.Of(clause.Value.GetProperty("query").GetString()!).Any(q => Same(t, q, clause.Value)));
                else
                    Collect(clause.Value);
            }
        }

        void Mark(Func<Token, bool> isMatch) => places.UnionWith(tokens.Where(isMatch).Select(t => (t.Start, t.End)));

        void MarkPhrase(List<Token> phrase)
        {
            for (var at = 0; at + phrase.Count <= tokens.Count; at++)
            {
                if (phrase.Select((t, i) => tokens[at + i].Stem == t.Stem).All(same => same))
                    places.UnionWith(tokens.Skip(at).Take(phrase.Count).Select(t => (t.Start, t.End)));
            }
        }
    }

    private double? Bool(JsonElement body, StandInDocument document)
    {
        double score = 0;
        foreach (var (name, counts) in (ReadOnlySpan<(string, bool)>)[("must", true), ("filter", false)])
        {
            foreach (var clause in Clauses(body, name))
            {
                if (Score(clause, document) is not { } part)
                    return null;
                score += counts ? part : 0;
            }
        }

        if (Clauses(body, "must_not").Any(c => Score(c, document) is not null))
            return null;
        var should = Clauses(body, "should").Select(c => Score(c, document)).ToList();
        var needed = body.TryGetProperty("minimum_should_match", out var minimum) ? minimum.GetInt32() : should.Count > 0 && !body.TryGetProperty("must", out _) && !body.TryGetProperty("filter", out _) ? 1 : 0;
        return should.Count(s => s is not null) < needed ? null : score + should.Sum(s => s ?? 0);
    }

    private static double? Term(JsonElement body, StandInDocument document)
    {
        var term = body.EnumerateObject().Single();
        return Has(document, term.Name, term.Value.GetProperty("value").ToString()) ? 1 : null;
    }

    private static bool Has(StandInDocument document, string field, string value) => field.EndsWith(".value", StringComparison.Ordinal)
        ? document.Values(field[..^6]).Any(v => v.Equals(value, StringComparison.OrdinalIgnoreCase))
        : document.Values(field).Contains(value, StringComparer.Ordinal);

    private static double? MultiMatch(JsonElement body, StandInDocument document)
    {
        var typed = StandInTokens.Of(body.GetProperty("query").GetString()!);
        var isPhrase = body.GetProperty("type").GetString() == "phrase";
        var scores = new List<double>();
        foreach (var name in body.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!))
        {
            var parts = name.Split('^');
            var boost = (parts.Length > 1 ? double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : 1) * (body.TryGetProperty("boost", out var own) ? own.GetDouble() : 1);
            var texts = document.Tokens(parts[0].Replace(".starts", parts[0].StartsWith("tags", StringComparison.Ordinal) ? ".text" : "", StringComparison.Ordinal));
            var isStarts = parts[0].EndsWith(".starts", StringComparison.Ordinal);
            var found = isPhrase ? (Phrase(texts, typed, false) ? 1 : 0) : texts.Sum(t => t.Count(token => typed.Any(q => Same(token, q, body, isStarts))));
            var average = parts[0].StartsWith('t') ? 8.0 : 200;
            if (found > 0)
                scores.Add(boost * 2.2 * found / (found + 1.2 * (0.25 + 0.75 * texts.Sum(t => t.Count) / average)));
        }

        if (scores.Count == 0)
            return null;
        var best = scores.Max();
        return best + (body.TryGetProperty("tie_breaker", out var rest) ? rest.GetDouble() : 0) * (scores.Sum() - best);
    }

    // "AUTO:3,6": none below three letters, one below six, then two.
    private static bool Same(Token token, Token typed, JsonElement body, bool isStart = false)
    {
        if (!body.TryGetProperty("fuzziness", out _))
            return token.Stem == typed.Stem;
        var limit = typed.Folded.Length < 3 ? 0 : typed.Folded.Length < 6 ? 1 : 2;
        return EditDistance.Between(typed.Folded, token.Folded, limit, aIsPrefix: isStart) <= limit;
    }

    private static double? Prefix(JsonElement body, StandInDocument document)
    {
        var prefix = body.EnumerateObject().Single();
        var value = prefix.Value.GetProperty("value").GetString()!;
        var matches = TextFields.Contains(prefix.Name)
            ? document.Tokens(prefix.Name).Any(t => t.Any(token => token.Folded.StartsWith(value, StringComparison.Ordinal) || token.Stem.StartsWith(value, StringComparison.Ordinal)))
            : document.Values(prefix.Name).Any(v => v.StartsWith(value, StringComparison.Ordinal));
        return matches ? prefix.Value.TryGetProperty("boost", out var boost) ? boost.GetDouble() : 1 : null;
    }

    private static bool Phrase(List<List<Token>> texts, List<Token> phrase, bool lastIsPrefix) => texts.Any(tokens =>
    {
        for (var at = 0; at + phrase.Count <= tokens.Count; at++)
        {
            var same = phrase.Select((typed, i) => tokens[at + i].Stem == typed.Stem
                || (lastIsPrefix && i == phrase.Count - 1 && tokens[at + i].Folded.StartsWith(typed.Stem, StringComparison.Ordinal))).All(s => s);
            if (same)
                return true;
        }

        return false;
    });

    private double? FunctionScore(JsonElement body, StandInDocument document)
    {
        if (Score(body.GetProperty("query"), document) is not { } score)
            return null;
        var values = new List<double>();
        foreach (var function in body.GetProperty("functions").EnumerateArray())
        {
            if (function.TryGetProperty("filter", out var filter) && Score(filter, document) is null)
                continue;
            values.Add((function.TryGetProperty("weight", out var weight) ? weight.GetDouble() : 1) * Function(function, document));
        }

        return values.Count == 0 ? score : score * (body.GetProperty("score_mode").GetString() == "sum" ? values.Sum() : values.Aggregate(1.0, (a, b) => a * b));
    }

    private static double Function(JsonElement function, StandInDocument document)
    {
        if (function.TryGetProperty("field_value_factor", out var factor))
            return factor.GetProperty("modifier").GetString() == "log1p" ? Math.Log10(1 + document.Number(factor.GetProperty("field").GetString()!)) : throw new NotSupportedException();
        if (!function.TryGetProperty("exp", out var decay))
            return 1;
        var field = decay.EnumerateObject().Single();
        var days = Math.Abs(field.Value.GetProperty("origin").GetInt64() - StandInSearch.Milliseconds(document, field.Name)) / 86_400_000.0;
        return Math.Pow(field.Value.GetProperty("decay").GetDouble(), days / int.Parse(field.Value.GetProperty("scale").GetString()!.TrimEnd('d'), System.Globalization.CultureInfo.InvariantCulture));
    }

    private double? LikeThis(JsonElement body, StandInDocument document)
    {
        var id = body.GetProperty("like")[0].GetProperty("_id").GetString();
        if (documents.FirstOrDefault(d => d.Id == id) is not { } like || document.Id == id)
            return null;
        var fields = body.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!).ToList();
        var minLength = body.GetProperty("min_word_length").GetInt32();
        double score = 0;
        foreach (var stem in Stems(like).Where(s => s.Length >= minLength))
        {
            var frequency = documents.Count(d => Stems(d).Contains(stem));
            if (frequency >= body.GetProperty("min_doc_freq").GetInt32() && Stems(document).Contains(stem))
                score += Math.Log(1 + (double)documents.Count / frequency);
        }

        return score > 0 ? score : null;

        HashSet<string> Stems(StandInDocument d) => [.. fields.SelectMany(f => d.Tokens(f)).SelectMany(t => t).Select(t => t.Stem)];
    }

    private static IEnumerable<JsonElement> Clauses(JsonElement body, string name) => !body.TryGetProperty(name, out var clauses) ? []
        : clauses.ValueKind == JsonValueKind.Array ? clauses.EnumerateArray() : [clauses];
}
