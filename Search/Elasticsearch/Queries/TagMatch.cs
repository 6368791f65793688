using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Tells whether a tag itself completes what was typed.</summary>
internal static class TagMatch
{
    private const int MaxTerms = 4;

    /// <summary>True when each of a few typed words is, or begins, a word of the tag; with one mistake where mistakes are
    /// forgiven.</summary>
    public static bool HasAll(string tag, TypedText text, Reading reading)
    {
        if (text.Terms.Count > MaxTerms)
            return false;
        var words = TypedText.Parse(tag).Terms;
        return text.Terms.All(typed => words.Any(word => Matches(word, typed, reading)));
    }

    private static bool Matches(TypedTerm word, TypedTerm typed, Reading reading) =>
        word.Folded.StartsWith(typed.Folded, StringComparison.Ordinal) || word.Stem == typed.Stem
        || (typed.Kind == TermKind.Run && word.Folded.Contains(typed.Folded, StringComparison.Ordinal))
        || (reading != Reading.AsTyped && typed.Folded.Length > 2 && EditDistance.Between(typed.Folded, word.Folded, 1, aIsPrefix: true) <= 1);
}
