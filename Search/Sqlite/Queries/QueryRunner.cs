using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Answers one query on one connection.</summary>
internal sealed partial class QueryRunner(IndexFile file, SqliteDatabase reader, SearchOptions options, Deadline deadline, TimeProvider time)
{
    private const string MatchSql = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC";

    // How often the loops that SQLite does not see look at the clock.
    private const int RowsBetweenDeadlineChecks = 4096;

    private readonly PromptColumns _columns = file.Columns;

    public SearchPage Search(SearchQuery query)
    {
        var hasText = !string.IsNullOrWhiteSpace(query.Text);
        var kind = query.Sort switch
        {
            SearchSort.Recent => CursorKind.Recent,
            SearchSort.Liked => CursorKind.Liked,
            SearchSort.Trending => CursorKind.Trending,
            SearchSort.Relevance => hasText ? CursorKind.Relevance : CursorKind.RelevanceWithoutText,
            _ => throw new ArgumentOutOfRangeException(nameof(query), "The sort is not known."),
        };
        var cursor = query.Cursor is null ? null : SearchCursor.Parse(query.Cursor, kind);
        var filter = new PromptFilter(query, _columns);
        if (!hasText)
            return List(query, kind, cursor, filter);
        var matches = Match(query.Text!, filter, kind == CursorKind.Relevance ? options.CountLimit : int.MaxValue);
        return kind == CursorKind.Relevance ? ByRelevance(query, matches, cursor, filter) : InOrder(query, kind, matches, cursor);
    }

    private SearchPage List(SearchQuery query, CursorKind kind, SearchCursor? cursor, PromptFilter filter)
    {
        using var facets = query.WithFacets && !filter.IsOpen ? new FacetCounter(_columns) : null;
        var top = new PageCollector(query.Limit, cursor is null ? null : ListPlace.Of(cursor));
        long total = 0;
        var seen = 0;
        var rows = _columns.Rows;
        // From the newest: most lists want those first or among equals, so that the page fills at once and what follows is
        // turned away by one comparison.
        for (var row = rows.Length - 1; row >= 0; row--)
        {
            if (++seen % RowsBetweenDeadlineChecks == 0)
                deadline.Check();
            var prompt = rows[row];
            if (prompt is null || !filter.Passes(prompt))
                continue;
            total++;
            facets?.Add(prompt);
            top.Add(prompt, kind);
        }

        var values = !query.WithFacets ? Facets.None : facets?.Top(options.FacetSize) ?? Facets.OfAll(_columns, options.FacetSize);
        return Page(query, kind, top.Places(), top.HasMore, values, total, isCapped: false, corrected: false, terms: []);
    }

    private SearchPage InOrder(SearchQuery query, CursorKind kind, MatchSet matches, SearchCursor? cursor)
    {
        var top = new PageCollector(query.Limit, cursor is null ? null : ListPlace.Of(cursor));
        foreach (var prompt in matches.Prompts)
            top.Add(prompt, kind);
        return Page(query, kind, top.Places(), top.HasMore, Count(query, matches), matches.Prompts.Count, matches.IsCapped, matches.Corrected, matches.Query.Terms);
    }

    private SearchPage Page(
        SearchQuery query, CursorKind kind, List<ListPlace> places, bool hasMore, IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> facets, long total, bool isCapped, bool corrected,
        IReadOnlyList<Term> terms)
    {
        var next = hasMore && places is [.., var last] ? new SearchCursor(kind, last.Id, last.Created, last.First, 0, 0, 0).ToString() : null;
        return new SearchPage(Hits(query, places, terms), facets, total, isCapped, corrected && total > 0, next);
    }

    private IReadOnlyDictionary<SearchField, IReadOnlyList<FacetValue>> Count(SearchQuery query, MatchSet matches)
    {
        if (!query.WithFacets)
            return Facets.None;
        using var facets = new FacetCounter(_columns);
        foreach (var prompt in matches.Prompts)
            facets.Add(prompt);
        return facets.Top(options.FacetSize);
    }

    private List<SearchHit> Hits(SearchQuery query, List<ListPlace> places, IReadOnlyList<Term> terms)
    {
        var hits = new List<SearchHit>(places.Count);
        foreach (var place in places)
        {
            deadline.Check();
            var highlights = query.WithHighlights && terms.Count > 0 ? Highlights(place.Prompt!.Row, terms) : NoHighlights;
            // Numbers that JSON can say: a prompt without a trending score yet has none.
            hits.Add(new SearchHit(place.Id, double.IsFinite(place.First) ? place.First : 0, highlights));
        }

        return hits;
    }

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> NoHighlights = new Dictionary<string, IReadOnlyList<string>>();

    private Dictionary<string, IReadOnlyList<string>> Highlights(int row, IReadOnlyList<Term> terms)
    {
        var highlights = new Dictionary<string, IReadOnlyList<string>>();
        var text = reader.Statement("SELECT title, description, content, tags FROM texts WHERE row = ?").Bind(1, row);
        if (text.Step())
        {
            Add("title", Highlighter.Fragments(text.Text(0), terms));
            Add("description", Highlighter.Fragments(text.Text(1), terms));
            Add("content", Highlighter.Fragments(text.Text(2), terms));
            Add("tags", [.. text.Text(3).Split('\n').SelectMany(tag => Highlighter.Fragments(tag, terms)).Take(Highlighter.MaxFragments)]);
        }

        text.Reset();
        return highlights;

        void Add(string field, IReadOnlyList<string> fragments)
        {
            if (fragments.Count > 0)
                highlights.Add(field, fragments);
        }
    }
}
