using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>
/// The relevance of a prompt to a text:
/// <code>score = text × title × freshness × popularity</code>
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>text</c>: bm25 over title (weight 3), tags (2), description and content (1), as FTS5 computes it. Where more
/// prompts match than are worth scoring, 1 + 3 if all words stand in the title.</item>
/// <item><c>title</c>: 8 when the title is exactly what was typed, 4 when what was typed is the title up to its unfinished
/// last word, 2 when the title holds the words side by side, else 1.</item>
/// <item><c>freshness</c>: from 1 for a new prompt down to 0.8 for an old one, half of the way in each 90 days. Good
/// prompts do not age fast, so that it decides between equals and no more.</item>
/// <item><c>popularity</c>: 1 + 0.15 · log10(1 + likes): each tenfold number of likes adds 15 percent.</item>
/// </list>
/// </remarks>
internal static class Ranking
{
    public const double ExactTitle = 8;
    public const double CompletedTitle = 4;
    public const double PhraseInTitle = 2;
    public const double AllInTitle = 3;
    public const double FreshnessShare = 0.2;
    public const double FreshnessHalfLifeDays = 90;
    public const double LikesWeight = 0.15;

    public static double Score(double text, double title, IndexedPrompt prompt, long nowTicks) =>
        text * title * Freshness(nowTicks - prompt.Created) * Popularity(prompt.Likes);

    public static double Freshness(long ageTicks)
    {
        // A prompt dated in the future is new, not better than new.
        var days = Math.Max(0, ageTicks) / (double)TimeSpan.TicksPerDay;
        return 1 - FreshnessShare + FreshnessShare * Math.Pow(2, -days / FreshnessHalfLifeDays);
    }

    public static double Popularity(long likes) => 1 + LikesWeight * Math.Log10(1 + Math.Max(0, likes));

    /// <summary>True when every term stands in the title, in any order.</summary>
    public static bool HasAll(ReadOnlySpan<char> titleStems, IReadOnlyList<Term> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            var found = false;
            foreach (var range in titleStems.Split(' '))
            {
                found = terms[i].Matches(titleStems[range]);
                if (found)
                    break;
            }

            if (!found)
                return false;
        }

        return true;
    }

    /// <summary>How much a title says: see the remarks.</summary>
    public static double Title(ReadOnlySpan<char> titleStems, IReadOnlyList<Term> terms)
    {
        // Runs of signs are several tokens each; their phrase was checked by the index.
        Span<Range> ranges = stackalloc Range[64];
        var count = titleStems.Split(ranges, ' ', StringSplitOptions.RemoveEmptyEntries);
        if (terms.Count == 0 || HasRun(terms))
            return 1;
        for (var start = 0; start + terms.Count <= count; start++)
        {
            var i = 0;
            while (i < terms.Count && terms[i].Matches(titleStems[ranges[start + i]]))
                i++;
            if (i < terms.Count)
                continue;
            if (count != terms.Count)
                return PhraseInTitle;
            return terms[^1].MatchesWhole(titleStems[ranges[count - 1]]) ? ExactTitle : CompletedTitle;
        }

        return 1;
    }

    private static bool HasRun(IReadOnlyList<Term> terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            if (terms[i].Run.Count > 0)
                return true;
        }

        return false;
    }
}
