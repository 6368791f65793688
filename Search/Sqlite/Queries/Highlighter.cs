using PromptGrid.Search.Analysis;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>Cuts out the places of a text where a query matches and marks the matches with « and ».</summary>
/// <remarks>Apart from the marks a fragment is a piece of the text as it stands, its own « and » included.</remarks>
internal static class Highlighter
{
    public const char Open = '«';
    public const char Close = '»';
    public const int MaxFragments = 3;
    public const int MaxFragmentLength = 160;

    // A book pasted as a prompt is not read to its end for a fragment.
    private const int Reach = 20_000;
    private const int MaxMatches = 60;
    private const int MaxMatchLength = 100;
    private const int LeadIn = 40;

    public static IReadOnlyList<string> Fragments(string text, IReadOnlyList<Term> terms)
    {
        var sink = new MatchSink(terms, []);
        TextAnalyzer.Read(text.AsSpan(0, Math.Min(text.Length, Reach)), ref sink);
        var matches = sink.Matches;
        if (matches.Count == 0)
            return [];
        var windows = new List<Window>();
        foreach (var window in Candidates(matches).OrderByDescending(w => w.Terms).ThenByDescending(w => w.Last - w.First).ThenBy(w => w.First))
        {
            if (windows.Count == MaxFragments)
                break;
            if (windows.TrueForAll(w => window.Last < w.First || window.First > w.Last))
                windows.Add(window);
        }

        windows.Sort((a, b) => a.First.CompareTo(b.First));
        var fragments = new List<string>(windows.Count);
        var from = 0;
        for (var i = 0; i < windows.Count; i++)
        {
            var to = i + 1 < windows.Count ? matches[windows[i + 1].First].Start : text.Length;
            fragments.Add(Cut(text, matches, windows[i], from, to, out from));
        }

        return fragments;
    }

    // From each match on, as many as fit into a fragment.
    private static IEnumerable<Window> Candidates(List<Match> matches)
    {
        for (var first = 0; first < matches.Count; first++)
        {
            var last = first;
            var terms = 1UL << (matches[first].Term & 63);
            while (last + 1 < matches.Count && matches[last + 1].End - matches[first].Start + 2 * (last + 2 - first) <= MaxFragmentLength)
                terms |= 1UL << (matches[++last].Term & 63);
            yield return new Window(first, last, System.Numerics.BitOperations.PopCount(terms));
        }
    }

    private static string Cut(string text, List<Match> matches, Window window, int from, int to, out int end)
    {
        var (matchStart, matchEnd) = (matches[window.First].Start, matches[window.Last].End);
        var room = MaxFragmentLength - (matchEnd - matchStart) - 2 * (window.Last - window.First + 1);
        var start = Math.Max(from, matchStart - Math.Min(LeadIn, room));
        end = Math.Min(to, matchEnd + room - (matchStart - start));
        start = Math.Max(from, Math.Min(start, matchStart - (room - (end - matchEnd))));
        start = WordStart(text, start, matchStart);
        end = WordEnd(text, end, matchEnd);
        var fragment = new System.Text.StringBuilder(MaxFragmentLength);
        var at = start;
        for (var i = window.First; i <= window.Last; i++)
        {
            fragment.Append(text, at, matches[i].Start - at).Append(Open).Append(text, matches[i].Start, matches[i].End - matches[i].Start).Append(Close);
            at = matches[i].End;
        }

        return fragment.Append(text, at, end - at).ToString();
    }

    // Not in the middle of a word where a space is near; never in the middle of a surrogate pair.
    private static int WordStart(string text, int start, int matchStart)
    {
        if (start == 0 || start == matchStart || char.IsWhiteSpace(text[start - 1]))
            return start;
        for (var i = start; i < matchStart; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                return i + 1;
        }

        return char.IsLowSurrogate(text[start]) ? start + 1 : start;
    }

    private static int WordEnd(string text, int end, int matchEnd)
    {
        if (end == text.Length || end == matchEnd || char.IsWhiteSpace(text[end]))
            return end;
        for (var i = end; i > matchEnd; i--)
        {
            if (char.IsWhiteSpace(text[i - 1]))
                return i - 1;
        }

        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }

    private readonly record struct Match(int Start, int End, int Term);

    private readonly record struct Window(int First, int Last, int Terms);

    private struct MatchSink(IReadOnlyList<Term> terms, List<Match> matches) : ITokenSink
    {
        private char[]? _stem;

        public List<Match> Matches { get; } = matches;

        public bool Take(scoped ReadOnlySpan<char> folded, int start, int length, TokenKind kind)
        {
            var stem = (_stem ??= new char[TextAnalyzer.MaxTokenLength]).AsSpan(0, folded.Length);
            folded.CopyTo(stem);
            if (kind == TokenKind.Word)
                stem = stem[..PorterStemmer.Stem(stem)];
            for (var i = 0; i < terms.Count; i++)
            {
                if (terms[i].Matches(stem) || StartsAsTyped(terms[i], folded))
                {
                    Add(start, start + length, i);
                    break;
                }
            }

            return Matches.Count < MaxMatches;
        }

        // "termina" completes to "terminal", whose stem is shorter than what was typed.
        private static bool StartsAsTyped(Term term, ReadOnlySpan<char> folded)
        {
            foreach (var prefix in term.Prefixes)
            {
                if (folded.StartsWith(prefix, StringComparison.Ordinal))
                    return true;
            }

            return false;
        }

        private void Add(int start, int end, int term)
        {
            // Pairs of signs overlap: they are one match as far as they reach.
            if (Matches.Count > 0 && Matches[^1] is var last && last.End > start && last.Term == term && end - last.Start <= MaxMatchLength)
                Matches[^1] = last with { End = end };
            else if (end - start <= MaxMatchLength && (Matches.Count == 0 || Matches[^1].End <= start))
                Matches.Add(new Match(start, end, term));
        }
    }
}
