using System.Globalization;

namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>Answers a search over the documents of one index.</summary>
internal sealed class StandInSearch(string index, IReadOnlyList<StandInDocument> documents, JsonElement body)
{
    private readonly StandInQuery _query = new(documents);

    public static long Milliseconds(StandInDocument document, string field) =>
        DateTimeOffset.Parse(document.Text(field), CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    public JsonObject Answer()
    {
        var matches = documents.Select(d => (Document: d, Score: _query.Score(body.GetProperty("query"), d))).Where(m => m.Score is not null).ToList();
        var hits = matches.Where(m => !body.TryGetProperty("post_filter", out var post) || _query.Score(post, m.Document) is not null)
            .Select(m => (m.Document, Sort: SortValues(m.Document, (float)m.Score!))).Order(Comparer<(StandInDocument Document, List<JsonNode> Sort)>.Create((a, b) => Compare(a.Sort, b.Sort)));
        var after = body.TryGetProperty("search_after", out var values) ? values.EnumerateArray().Select(v => JsonNode.Parse(v.GetRawText())!).ToList() : null;
        var page = hits.Where(h => after is null || Compare(h.Sort, after) > 0).Take(body.GetProperty("size").GetInt32());
        var found = new JsonObject { ["hits"] = new JsonArray([.. page.Select(h => Hit(h.Document, h.Sort))]), ["max_score"] = null };
        var limit = body.TryGetProperty("track_total_hits", out var track) && track.ValueKind == JsonValueKind.Number ? track.GetInt32() : track.ValueKind == JsonValueKind.False ? -1 : int.MaxValue;
        if (limit >= 0)
            found["total"] = new JsonObject { ["value"] = Math.Min(limit, matches.Count), ["relation"] = matches.Count > limit ? "gte" : "eq" };
        var answer = new JsonObject
        {
            ["took"] = 1,
            ["timed_out"] = false,
            ["_shards"] = new JsonObject { ["total"] = 1, ["successful"] = 1, ["skipped"] = 0, ["failed"] = 0 },
            ["hits"] = found,
        };
        if (body.TryGetProperty("aggregations", out var aggregations))
            answer["aggregations"] = Aggregate(aggregations, [.. matches.Select(m => m.Document)]);
        return answer;
    }

    private JsonObject Aggregate(JsonElement aggregations, List<StandInDocument> scope)
    {
        var answer = new JsonObject();
        foreach (var aggregation in aggregations.EnumerateObject())
        {
            if (aggregation.Value.TryGetProperty("filter", out var filter))
            {
                List<StandInDocument> inside = [.. scope.Where(d => _query.Score(filter, d) is not null)];
                var part = Aggregate(aggregation.Value.GetProperty("aggregations"), inside);
                part["doc_count"] = inside.Count;
                answer[aggregation.Name] = part;
                continue;
            }

            var terms = aggregation.Value.GetProperty("terms");
            var counts = scope.SelectMany(d => d.Values(terms.GetProperty("field").GetString()!).Distinct()).GroupBy(v => v)
                .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, Count: g.Count())).ToList();
            var shown = counts.Take(terms.GetProperty("size").GetInt32()).ToList();
            answer[aggregation.Name] = new JsonObject
            {
                ["doc_count_error_upper_bound"] = 0,
                ["sum_other_doc_count"] = counts.Sum(c => c.Count) - shown.Sum(c => c.Count),
                ["buckets"] = new JsonArray([.. shown.Select(c => new JsonObject { ["key"] = c.Key, ["doc_count"] = c.Count })]),
            };
        }

        return answer;
    }

    private JsonObject Hit(StandInDocument document, List<JsonNode> sort)
    {
        var hit = new JsonObject { ["_index"] = index, ["_id"] = document.Id, ["_score"] = null };
        if (body.TryGetProperty("sort", out _))
            hit["sort"] = new JsonArray([.. sort.Select(s => s.DeepClone())]);
        if (!body.TryGetProperty("_source", out var source) || source.ValueKind != JsonValueKind.False)
            hit["_source"] = document.Source.DeepClone();
        if (body.TryGetProperty("highlight", out var highlight) && Highlight(document, highlight) is { Count: > 0 } marked)
            hit["highlight"] = marked;
        return hit;
    }

    private JsonObject Highlight(StandInDocument document, JsonElement highlight)
    {
        var marked = new JsonObject();
        foreach (var field in highlight.GetProperty("fields").EnumerateArray().Select(f => f.EnumerateObject().Single()))
        {
            var isWhole = field.Value.GetProperty("number_of_fragments").GetInt32() == 0;
            var fragments = document.Values(field.Name.Split('.')[0]).SelectMany(t => Fragments(t, highlight, isWhole)).ToList();
            if (fragments.Count > 0)
                marked[field.Name] = new JsonArray([.. fragments.Select(f => JsonValue.Create(f))]);
        }

        return marked;
    }

    private IEnumerable<string> Fragments(string text, JsonElement highlight, bool isWhole)
    {
        var matches = _query.Matches(highlight.GetProperty("highlight_query"), text);
        if (matches.Count == 0)
            return [];
        if (isWhole)
            return [Mark(0, text.Length)];
        // Pieces of about a hundred characters, the one with most matches first, none over another.
        var pieces = matches.Select(m => (Start: Math.Max(0, m.Start - 20), End: Math.Min(text.Length, m.Start + 110)))
            .OrderByDescending(p => matches.Where(m => m.Start >= p.Start && m.End <= p.End).Select(m => text[m.Start..m.End]).Distinct().Count());
        var chosen = new List<(int Start, int End)>();
        foreach (var piece in pieces)
        {
            if (chosen.Count < 3 && chosen.TrueForAll(c => c.End <= piece.Start || c.Start >= piece.End))
                chosen.Add((Whole(piece.Start), Whole(piece.End)));
        }

        return chosen.Select(c => Mark(c.Start, c.End));

        int Whole(int at) => at < text.Length && char.IsLowSurrogate(text[at]) ? at + 1 : at;

        string Mark(int start, int end)
        {
            var open = highlight.GetProperty("pre_tags")[0].GetString();
            var close = highlight.GetProperty("post_tags")[0].GetString();
            var marked = new System.Text.StringBuilder();
            var at = start;
            foreach (var (from, to) in matches.Where(m => m.Start >= start && m.End <= end))
            {
                marked.Append(text, at, from - at).Append(open).Append(text, from, to - from).Append(close);
                at = to;
            }

            return marked.Append(text, at, end - at).ToString();
        }
    }

    private List<JsonNode> SortValues(StandInDocument document, float score) => !body.TryGetProperty("sort", out var sort)
        ? [JsonValue.Create(score), JsonValue.Create(document.Id)]
        : [.. sort.EnumerateArray().Select(s => s.EnumerateObject().Single()).Select(s => s.Name switch
        {
            "_score" => (JsonNode)JsonValue.Create(score),
            "id" => JsonValue.Create(document.Text("id")),
            "created" => JsonValue.Create(Milliseconds(document, "created")),
            "likes" => JsonValue.Create((long)document.Number("likes")),
            "trending" => JsonValue.Create(document.Number("trending")),
            _ => throw new NotSupportedException($"The stand-in cannot sort by {s.Name}."),
        })];

    private int Compare(List<JsonNode> a, List<JsonNode> b)
    {
        // All of one direction: nothing that is asked for mixes them.
        var directions = body.TryGetProperty("sort", out var sort) ? sort.EnumerateArray().Select(s => s.EnumerateObject().Single().Value.GetProperty("order").GetString()).Distinct().ToList() : ["desc"];
        if (directions.Count != 1)
            throw new NotSupportedException("The stand-in sorts in one direction.");
        if (directions[0] == "asc")
            (a, b) = (b, a);
        for (var i = 0; i < a.Count; i++)
        {
            var order = a[i].GetValueKind() == JsonValueKind.String
                ? string.CompareOrdinal(b[i].ToString(), a[i].ToString())
                : Double(b[i]).CompareTo(Double(a[i]));
            if (order != 0)
                return order;
        }

        return 0;

        // A score is a float, whatever digits it was sent with.
        static double Double(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) is var value && Math.Abs(value) < 1e7 && value != Math.Floor(value) ? (float)value : value;
    }
}
