using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Elasticsearch.Queries;

internal enum TermKind
{
    Word,

    /// <summary>Signs of a script without spaces, side by side.</summary>
    Run,

    /// <summary>A pictograph.</summary>
    Symbol,
}

/// <param name="Folded">In lower case and without diacritics, as the index has it.</param>
/// <param name="Raw">As it was typed.</param>
internal sealed record TypedTerm(TermKind Kind, string Folded, string Raw)
{
    public string Stem => Kind == TermKind.Word ? PorterStemmer.Stem(Folded) : Folded;
}
