using PromptGrid.Search.Analysis;
using PromptGrid.Search.Sqlite.Columns;
using PromptGrid.Search.Sqlite.Storage;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Completes what is being typed, with titles and tags.</summary>
internal sealed class Suggester(IndexFile file, SqliteDatabase reader, Deadline deadline, TimeProvider time)
{
    private const string TitleMatchSql = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?";

    // Newest titles looked at; where more match, the most liked prompts of all are looked at too.
    private const int MaxTitles = 2000;
    private const int MaxTags = 3;

    public IReadOnlyList<SearchSuggestion> Suggest(string text, int limit)
    {
        var query = TextQuery.Parse(text, file.Vocabulary);
        if (query.IsEmpty)
            return [];
        var found = Suggest(query, limit);
        if (found.Count == 0 && query.Corrected(file.Vocabulary) is { } corrected)
            found = Suggest(corrected, limit);
        return found;
    }

    private List<SearchSuggestion> Suggest(TextQuery query, int limit)
    {
        deadline.Check();
        var tags = Tags(query, Math.Min(MaxTags, Math.Max(1, limit / 2)));
        var found = new List<SearchSuggestion>(limit);
        var titles = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var prompt in Titles(query, limit))
        {
            if (found.Count < limit - tags.Count && ReadTitle(prompt.Row) is { Length: > 0 } title && titles.Add(title))
                found.Add(new SearchSuggestion("title", title, prompt.Id));
        }

        found.AddRange(tags.Select(tag => new SearchSuggestion("tag", tag, null)));
        return found;
    }

    private IEnumerable<IndexedPrompt> Titles(TextQuery query, int limit)
    {
        // Titles said twice are shown once, so that more are taken than are asked for.
        var top = new TopList<ListPlace>(limit * 4, Comparer<ListPlace>.Default);
        var rows = reader.Statement(TitleMatchSql).BindText(1, query.MatchIn("title")).Bind(2, MaxTitles);
        int count = 0, oldest = int.MaxValue;
        while (rows.Step())
        {
            count++;
            oldest = rows.Int32(0);
            if (file.Columns.At(oldest) is { } prompt)
                top.Add(ListPlace.Of(prompt, CursorKind.Liked));
        }

        rows.Reset();
        if (count == MaxTitles)
        {
            foreach (var prompt in file.Columns.MostLiked(time))
            {
                if (prompt.Row < oldest && Ranking.HasAll(prompt.TitleStems, query.Terms))
                    top.Add(ListPlace.Of(prompt, CursorKind.Liked));
            }
        }

        return top.Sorted().Select(p => p.Prompt!);
    }

    private List<string> Tags(TextQuery query, int limit)
    {
        var values = file.Columns[PromptField.Tag];
        var top = new TopList<FacetValue>(limit, FacetOrder.Instance);
        for (var number = 1; number < values.End; number++)
        {
            if (values.CountOf(number) > 0 && HasAll(values.Value(number), query.Terms))
                top.Add(new FacetValue(values.Value(number), values.CountOf(number)));
        }

        return [.. top.Sorted().Select(t => t.Value)];
    }

    private static bool HasAll(string tag, IReadOnlyList<Term> terms)
    {
        if (terms.Count > 4)
            return false;
        var sink = new TagSink(terms);
        TextAnalyzer.Read(tag, ref sink);
        return sink.HasAll;
    }

    private string? ReadTitle(int row)
    {
        var read = reader.Statement("SELECT title FROM texts WHERE row = ?").Bind(1, row);
        var title = read.Step() ? read.Text(0) : null;
        read.Reset();
        return title;
    }

    private struct TagSink(IReadOnlyList<Term> terms) : ITokenSink
    {
        private int _found;

        public readonly bool HasAll => _found == (1 << terms.Count) - 1;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            Span<char> stem = stackalloc char[TextAnalyzer.MaxTokenLength];
            folded.CopyTo(stem);
            stem = stem[..(kind == TokenKind.Word ? PorterStemmer.Stem(stem[..folded.Length]) : folded.Length)];
            for (var i = 0; i < terms.Count; i++)
            {
                if (terms[i].Matches(stem) || terms[i].Prefixes.Count > 0 && folded.StartsWith(terms[i].Prefixes[0], StringComparison.Ordinal))
                    _found |= 1 << i;
            }

            return !HasAll;
        }
    }
}
