using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>One thing that must stand in a prompt: any of some stems, any word with some beginning, or a run of signs.</summary>
/// <remarks>Everything in it comes out of the text analyzer and so holds only letters, digits, marks and pictographs: it
/// cannot be mistaken for query syntax.</remarks>
internal sealed class Term
{
    /// <summary>Stems, any of which will do.</summary>
    public List<string> Stems { get; } = [];

    /// <summary>Beginnings of words, any of which will do.</summary>
    public List<string> Prefixes { get; } = [];

    /// <summary>Pairs of signs that must follow one another; then there are neither stems nor prefixes.</summary>
    public List<string> Run { get; } = [];

    /// <summary>The word as it was typed, folded; empty for a run.</summary>
    public string Typed { get; init; } = "";

    public bool Matches(ReadOnlySpan<char> stem)
    {
        foreach (var own in Stems)
        {
            if (stem.SequenceEqual(own))
                return true;
        }

        foreach (var prefix in Prefixes)
        {
            if (stem.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        foreach (var pair in Run)
        {
            if (stem.SequenceEqual(pair))
                return true;
        }

        return false;
    }

    /// <summary>True when the whole word was meant and stands there, not only its beginning.</summary>
    public bool MatchesWhole(ReadOnlySpan<char> stem)
    {
        foreach (var own in Stems)
        {
            if (stem.SequenceEqual(own))
                return true;
        }

        return Run.Count > 0;
    }

    /// <summary>The term in FTS5's query syntax.</summary>
    public string ToMatch()
    {
        if (Run.Count > 0)
            return $"\"{string.Join(' ', Run)}\"";
        return "(" + string.Join(" OR ", Stems.Select(s => $"\"{s}\"").Concat(Prefixes.Select(p => $"\"{p}\"*"))) + ")";
    }

    /// <summary>A finished word.</summary>
    public static Term Word(string folded)
    {
        var term = new Term { Typed = folded };
        term.Stems.Add(PorterStemmer.Stem(folded));
        return term;
    }
}
