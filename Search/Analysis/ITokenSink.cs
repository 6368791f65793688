namespace PromptGrid.Search.Analysis;

/// <summary>Takes the tokens of a text in their order.</summary>
internal interface ITokenSink
{
    /// <param name="folded">The token in lower case and without diacritics, before stemming.</param>
    /// <param name="start">Where it stands in the text.</param>
    /// <param name="length">How many UTF-16 units of the text it covers.</param>
    /// <returns>False to stop reading the text.</returns>
    bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind);
}

internal enum TokenKind
{
    /// <summary>Letters and digits of a script that separates its words.</summary>
    Word,

    /// <summary>Two neighbours in a run of a script without spaces; more of the run follows.</summary>
    Pair,

    /// <summary>The last sign of such a run, alone.</summary>
    RunEnd,

    /// <summary>A pictograph.</summary>
    Symbol,
}
