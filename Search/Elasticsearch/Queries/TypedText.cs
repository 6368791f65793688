using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>What was typed, as terms.</summary>
internal sealed class TypedText
{
    private const int MaxTextLength = 500;

    // More words than anyone types.
    private const int MaxTerms = 32;

    private TypedText(IReadOnlyList<TypedTerm> terms) => Terms = terms;

    public IReadOnlyList<TypedTerm> Terms { get; }

    public bool IsEmpty => Terms.Count == 0;

    /// <summary>True when the text holds words only, so that it can be compared with a title word by word.</summary>
    public bool IsWords => Terms.All(t => t.Kind == TermKind.Word);

    /// <summary>The last word may be unfinished, unless as many were typed as are read.</summary>
    public bool IsUnfinished(int index) => index == Terms.Count - 1 && Terms.Count < MaxTerms && Terms[index].Kind == TermKind.Word;

    public string Phrase => string.Join(' ', Terms.Select(t => t.Folded));

    /// <summary>The stems, as a title's key has them.</summary>
    public string TitleKey => string.Join(' ', Terms.Select(t => t.Stem));

    /// <summary>The stems of all words but the last, and the last as far as it was typed.</summary>
    public string TitleKeyStart => string.Join(' ', Terms.Select((t, i) => i == Terms.Count - 1 ? t.Folded : t.Stem));

    public static TypedText Parse(string text)
    {
        text = text.Length > MaxTextLength ? text[..MaxTextLength] : text;
        var sink = new TermSink(text, [], []);
        TextAnalyzer.Read(text, ref sink);
        // Pictographs count where nothing else was typed; beside words they are decoration.
        return new TypedText(sink.Terms.Count > 0 ? sink.Terms : sink.Symbols);
    }

    private struct TermSink(string text, List<TypedTerm> terms, List<TypedTerm> symbols) : ITokenSink
    {
        private int _runStart = -1;

        public List<TypedTerm> Terms { get; } = terms;
        public List<TypedTerm> Symbols { get; } = symbols;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            switch (kind)
            {
                case TokenKind.Word:
                    Terms.Add(new TypedTerm(TermKind.Word, folded.ToString(), text.Substring(start, length)));
                    break;
                case TokenKind.Pair:
                    if (_runStart < 0)
                        _runStart = start;
                    break;
                case TokenKind.RunEnd:
                    var from = _runStart < 0 ? start : _runStart;
                    var run = text[from..(start + length)];
                    Terms.Add(new TypedTerm(TermKind.Run, run, run));
                    _runStart = -1;
                    break;
                case TokenKind.Symbol:
                    Symbols.Add(new TypedTerm(TermKind.Symbol, folded.ToString(), text.Substring(start, length)));
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind));
            }

            return Terms.Count < MaxTerms && Symbols.Count < MaxTerms;
        }
    }
}
