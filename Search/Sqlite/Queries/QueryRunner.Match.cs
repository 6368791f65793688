using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

internal sealed partial class QueryRunner
{
    /// <summary>As typed; if no prompt at all matches, with typing mistakes forgiven; if still none, by any of the words.</summary>
    /// <remarks>Filters play no part in this choice: a filter that leaves nothing is no typing mistake.</remarks>
    private MatchSet Match(string text, PromptFilter filter, int limit)
    {
        var typed = TextQuery.Parse(text, file.Vocabulary);
        if (typed.IsEmpty)
            return new MatchSet(typed, [], 0, false, false);
        var matches = Match(typed, filter, limit, corrected: false);
        if (matches.Visited > 0)
            return matches;
        var corrected = typed.Corrected(file.Vocabulary);
        if (corrected is not null)
        {
            matches = Match(corrected, filter, limit, corrected: true);
            if (matches.Visited > 0)
                return matches;
        }

        var anyTerm = (corrected ?? typed).AnyTerm(file.Vocabulary, options.TextScoreLimit);
        return Match(anyTerm, filter, limit, corrected: true);
    }

    private MatchSet Match(TextQuery query, PromptFilter filter, int limit, bool corrected)
    {
        deadline.Check();
        var prompts = new List<IndexedPrompt>();
        var visited = 0;
        var isCapped = false;
        var rows = reader.Statement(MatchSql).BindText(1, query.Match);
        while (rows.Step())
        {
            visited++;
            if (_columns.At(rows.Int32(0)) is not { } prompt || !filter.Passes(prompt))
                continue;
            isCapped = prompts.Count == limit;
            if (isCapped)
                break;
            prompts.Add(prompt);
        }

        rows.Reset();
        return new MatchSet(query, prompts, visited, isCapped, corrected);
    }
}
