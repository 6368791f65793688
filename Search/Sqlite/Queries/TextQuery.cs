using PromptGrid.Search.Analysis;
using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>What was typed, as terms.</summary>
internal sealed class TextQuery
{
    public const int MaxTextLength = 500;

    // More words than anyone types; each costs a walk through its matches.
    private const int MaxTerms = 32;

    // Of the words that the last, unfinished one may become.
    private const int MaxCompletions = 64;
    private const int MaxCompletionStems = 8;

    // How many readings of a mistyped word are looked for.
    private const int MaxReadings = 3;

    private TextQuery(IReadOnlyList<Term> terms, bool anyTerm)
    {
        Terms = terms;
        var matches = terms.Select(t => t.ToMatch()).Distinct();
        Match = string.Join(anyTerm ? " OR " : " AND ", matches);
    }

    public IReadOnlyList<Term> Terms { get; }

    public bool IsEmpty => Terms.Count == 0;

    /// <summary>In FTS5's query syntax.</summary>
    public string Match { get; }

    public string MatchIn(string column) => $"{{{column}}} : ({Match})";

    /// <summary>All words, the last one perhaps unfinished.</summary>
    public static TextQuery Parse(string text, Vocabulary vocabulary)
    {
        var sink = new TermSink([], []);
        TextAnalyzer.Read(text.AsSpan(0, Math.Min(text.Length, MaxTextLength)), ref sink);
        // Pictographs count where nothing else was typed; beside words they are decoration.
        var terms = sink.Terms.Count > 0 ? sink.Terms : sink.Symbols;
        if (terms.Count > 0 && terms.Count < MaxTerms)
            Complete(terms[^1], vocabulary);
        return new TextQuery(terms, anyTerm: false);
    }

    /// <summary>The same with each word replaced by the words it may have meant, or null when there are none.</summary>
    public TextQuery? Corrected(Vocabulary vocabulary)
    {
        var corrected = new List<Term>();
        var changed = false;
        // A word that is known was meant, as long as there is another to doubt.
        var doubtAll = Terms.All(t => t.Typed.Length == 0 || vocabulary.Prompts(t.Typed) > 0);
        for (var i = 0; i < Terms.Count; i++)
        {
            var typed = Terms[i];
            var isLast = i == Terms.Count - 1;
            var readings = typed.Typed.Length == 0 || (!doubtAll && vocabulary.Prompts(typed.Typed) > 0) ? [] : vocabulary.Nearest(typed.Typed, MaxReadings, isLast);
            if (readings.Count == 0)
            {
                corrected.Add(typed);
                continue;
            }

            var term = new Term { Typed = typed.Typed };
            foreach (var stem in readings.Select(r => PorterStemmer.Stem(r)).Concat(typed.Stems).Distinct())
                term.Stems.Add(stem);
            term.Prefixes.AddRange(typed.Prefixes);
            changed |= term.Stems.Count > typed.Stems.Count;
            corrected.Add(term);
        }

        return changed ? new TextQuery(corrected, anyTerm: false) : null;
    }

    /// <summary>The same where one of the words is enough; of many words the rarest, as long as they stand in no more
    /// prompts than <paramref name="maxPrompts"/> together.</summary>
    public TextQuery AnyTerm(Vocabulary vocabulary, int maxPrompts)
    {
        var chosen = new List<Term>();
        var prompts = 0L;
        foreach (var (term, uses) in Terms.Select(t => (Term: t, Uses: vocabulary.Prompts(t.Typed))).OrderBy(t => t.Uses))
        {
            prompts += uses;
            if (prompts > uses && prompts > maxPrompts)
                break;
            chosen.Add(term);
        }

        return new TextQuery(chosen, anyTerm: true);
    }

    // A word may be unfinished: whatever begins with it, and the stems of words that begin with it where the stem is
    // shorter ("generati" is on its way to "generating", which is indexed as "gener").
    private static void Complete(Term term, Vocabulary vocabulary)
    {
        if (term.Typed.Length == 0)
            return;
        var typed = term.Typed;
        term.Prefixes.Add(typed);
        if (typed.Length < 3)
            return;
        foreach (var (word, _) in vocabulary.StartingWith(typed, MaxCompletions))
        {
            var stem = PorterStemmer.Stem(word);
            if (!stem.StartsWith(typed, StringComparison.Ordinal) && !term.Stems.Contains(stem))
                term.Stems.Add(stem);
            if (term.Stems.Count == MaxCompletionStems)
                break;
        }
    }

    private struct TermSink(List<Term> terms, List<Term> symbols) : ITokenSink
    {
        private Term? _run;

        public List<Term> Terms { get; } = terms;
        public List<Term> Symbols { get; } = symbols;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            var token = folded.ToString();
            switch (kind)
            {
                case TokenKind.Word:
                    Terms.Add(Term.Word(token));
                    break;
                case TokenKind.Pair:
                    (_run ??= new Term()).Run.Add(token);
                    break;
                case TokenKind.RunEnd when _run is not null:
                    Terms.Add(_run);
                    _run = null;
                    break;
                case TokenKind.RunEnd:
                    // A sign alone begins every pair it is the first of, and ends a run as itself.
                    var sign = new Term();
                    sign.Prefixes.Add(token);
                    Terms.Add(sign);
                    break;
                case TokenKind.Symbol:
                    Symbols.Add(Term.Word(token));
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind));
            }

            return Terms.Count < MaxTerms;
        }
    }
}
