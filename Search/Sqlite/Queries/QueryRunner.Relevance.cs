using System.Globalization;
using System.Text;
using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite.Queries;

internal sealed partial class QueryRunner
{
    private const string ScoreSql = $"SELECT rowid, {Schema.Bm25} FROM words WHERE words MATCH ?";

    // The plus keeps SQLite from searching the text once per row number: it walks the matches once and looks each up.
    private const string ScoreSomeSql = $"{ScoreSql} AND +rowid IN (SELECT value FROM json_each(?))";

    // Up to how many matches are walked to score the few among them that pass the filters.
    private const int WalkLimit = 20_000;
    private const int MaxExactTitles = 100;

    private SearchPage ByRelevance(SearchQuery query, MatchSet matches, SearchCursor? cursor, PromptFilter filter)
    {
        var key = QueryKey(query);
        var asOf = cursor?.AsOf ?? time.GetUtcNow().UtcTicks;
        var snapshot = cursor is null ? null : file.Snapshots.Find(cursor.Snapshot, key);
        var (number, at) = (cursor?.Snapshot ?? 0, cursor?.Offset ?? 0);
        // Not remembered, or remembered only as far as the page before went.
        if (snapshot is null || at >= snapshot.Places.Count)
        {
            snapshot = Rank(matches, filter, asOf, cursor is null ? null : ListPlace.Of(cursor));
            (number, at) = (0, 0);
        }

        var places = new List<ListPlace>(query.Limit);
        for (; at < snapshot.Places.Count && places.Count < query.Limit; at++)
        {
            // Prompts of a remembered order may be gone or changed by now.
            var place = snapshot.Places[at];
            if (_columns.At(place.Prompt!.Row) is { } prompt && prompt.Id == place.Id && filter.Passes(prompt))
                places.Add(place with { Prompt = prompt });
        }

        string? next = null;
        if ((at < snapshot.Places.Count || snapshot.HasMore) && places is [.., var last])
        {
            if (number == 0)
                number = file.Snapshots.Keep(key, snapshot);
            next = new SearchCursor(CursorKind.Relevance, last.Id, last.Created, last.First, asOf, number, at).ToString();
        }

        return new SearchPage(
            Hits(query, places, matches.Query.Terms), Count(query, matches), matches.Prompts.Count, matches.IsCapped,
            matches.Corrected && matches.Prompts.Count > 0, next);
    }

    private RankSnapshot Rank(MatchSet matches, PromptFilter filter, long asOf, ListPlace? after)
    {
        deadline.Check();
        var best = new PageCollector(RankSnapshot.Size, after);
        if (matches.Prompts.Count == 0)
            return new RankSnapshot([], HasMore: false);
        if (!matches.IsCapped && matches.Prompts.Count <= options.TextScoreLimit && matches.Visited <= WalkLimit)
            RankByText(matches, asOf, best);
        else
            RankByTitle(matches, filter, asOf, best);
        return new RankSnapshot(best.Places(), best.HasMore);
    }

    private void RankByText(MatchSet matches, long asOf, PageCollector best)
    {
        var all = matches.Visited == matches.Prompts.Count;
        var scores = reader.Statement(all ? ScoreSql : ScoreSomeSql).BindText(1, matches.Query.Match);
        if (!all)
            scores.BindText(2, JsonRows(matches.Prompts));
        while (scores.Step())
        {
            // FTS5 calls the best match the lowest number.
            if (_columns.At(scores.Int32(0)) is { } prompt)
                best.Add(prompt, Ranking.Score(-scores.Double(1), Ranking.Title(prompt.TitleStems, matches.Query.Terms), prompt, asOf));
        }

        scores.Reset();
    }

    // Words in a large share of all prompts tell prompts apart by little but the fields they stand in. Beyond the newest
    // matches, which were counted, the most liked prompts and those with exactly this title take part, however old.
    private void RankByTitle(MatchSet matches, PromptFilter filter, long asOf, PageCollector best)
    {
        var terms = matches.Query.Terms;
        foreach (var prompt in matches.Prompts)
            Add(prompt, Ranking.HasAll(prompt.TitleStems, terms));
        if (!matches.IsCapped)
            return;
        var oldest = matches.Prompts[^1].Row;
        var added = new HashSet<int>();
        foreach (var prompt in WithTitle(matches.Query).Concat(_columns.MostLiked(time)))
        {
            if (prompt.Row < oldest && filter.Passes(prompt) && Ranking.HasAll(prompt.TitleStems, terms) && added.Add(prompt.Row))
                Add(prompt, hasAll: true);
        }

        void Add(IndexedPrompt prompt, bool hasAll) => best.Add(
            prompt, Ranking.Score(1 + (hasAll ? Ranking.AllInTitle : 0), hasAll ? Ranking.Title(prompt.TitleStems, terms) : 1, prompt, asOf));
    }

    // By a look at every title: as cheap as the walk through the matches was, and no index to keep.
    private List<IndexedPrompt> WithTitle(TextQuery query)
    {
        var titleStems = string.Join(' ', query.Terms.SelectMany(t => t.Run.Count > 0 ? t.Run : t.Stems.Take(1)));
        var found = new List<IndexedPrompt>();
        foreach (var prompt in _columns.Rows)
        {
            if (prompt is not null && prompt.TitleStems == titleStems)
                found.Add(prompt);
            if (found.Count == MaxExactTitles)
                break;
        }

        return found;
    }

    private static string JsonRows(List<IndexedPrompt> prompts)
    {
        var json = new StringBuilder("[", prompts.Count * 8);
        foreach (var prompt in prompts)
            json.Append(CultureInfo.InvariantCulture, $"{prompt.Row},");
        json[^1] = ']';
        return json.ToString();
    }

    // What decides which prompts match: a remembered order serves only the query it was made for.
    private static string QueryKey(SearchQuery query)
    {
        var key = new StringBuilder(query.Text);
        foreach (var values in (ReadOnlySpan<System.Collections.Immutable.ImmutableArray<string>>)[query.Types, query.Tags, query.Models, query.Authors, query.Categories, query.Licenses])
        {
            key.Append('\0');
            if (!values.IsDefaultOrEmpty)
                key.AppendJoin('\u0001', values);
        }

        return key.ToString();
    }
}
