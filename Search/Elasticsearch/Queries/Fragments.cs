using System.Text;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Turns Elasticsearch's marked texts into short pieces with matches between « and ».</summary>
internal static class Fragments
{
    public const int Max = 3;
    public const int MaxLength = 160;
    private const int LeadIn = 40;

    // A match is a word or a run of signs; what is longer is shown by its beginning.
    private const int MaxMatchLength = 100;

    /// <summary>Up to <see cref="Max"/> pieces of at most <see cref="MaxLength"/> characters, each with a match.</summary>
    public static List<string> Of(IEnumerable<string> marked) => [.. marked.Select(Cut).OfType<string>().Take(Max)];

    private static string? Cut(string marked)
    {
        var (text, matches) = Read(marked);
        if (matches.Count == 0)
            return null;
        var count = 1;
        while (count < matches.Count && matches[count].End - matches[0].Start + 2 * (count + 1) <= MaxLength)
            count++;
        var (first, last) = (matches[0].Start, matches[count - 1].End);
        var room = MaxLength - (last - first) - 2 * count;
        var start = Math.Max(0, first - Math.Min(LeadIn, room));
        var end = Math.Min(text.Length, last + room - (first - start));
        // What is not needed behind is given in front.
        start = Math.Max(0, Math.Min(start, first - (room - (end - last))));
        // The next match is not to be shown unmarked, nor cut in two.
        if (count < matches.Count)
            end = Math.Min(end, matches[count].Start);
        start = WordStart(text, start, first);
        end = WordEnd(text, end, last);
        var fragment = new StringBuilder(MaxLength);
        var at = start;
        foreach (var match in matches.Take(count))
        {
            fragment.Append(text, at, match.Start - at).Append('«').Append(text, match.Start, match.End - match.Start).Append('»');
            at = match.End;
        }

        return fragment.Append(text, at, end - at).ToString();
    }

    private static (string Text, List<Match> Matches) Read(string marked)
    {
        var text = new StringBuilder(marked.Length);
        var matches = new List<Match>();
        for (var at = 0; at < marked.Length;)
        {
            var open = marked.IndexOf(HighlightBody.Open, at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : marked.IndexOf(HighlightBody.Close, open, StringComparison.Ordinal);
            if (close < 0)
            {
                text.Append(marked, at, marked.Length - at);
                break;
            }

            text.Append(marked, at, open - at);
            var start = text.Length;
            var length = close - open - HighlightBody.Open.Length;
            text.Append(marked, open + HighlightBody.Open.Length, length);
            at = close + HighlightBody.Close.Length;
            // Signs of one run are matches side by side: they are one.
            if (matches.Count > 0 && matches[^1].End == start && text.Length - matches[^1].Start <= MaxMatchLength)
                matches[^1] = matches[^1] with { End = text.Length };
            else if (length > 0)
                matches.Add(new Match(start, start + Math.Min(length, MaxMatchLength)));
        }

        return (text.ToString(), matches);
    }

    // Not in the middle of a word where a space is near; never in the middle of a surrogate pair.
    private static int WordStart(string text, int start, int limit)
    {
        if (start == 0 || start == limit || char.IsWhiteSpace(text[start - 1]))
            return start;
        for (var i = start; i < limit; i++)
        {
            if (char.IsWhiteSpace(text[i]))
                return i + 1;
        }

        return char.IsLowSurrogate(text[start]) ? start + 1 : start;
    }

    private static int WordEnd(string text, int end, int limit)
    {
        if (end == text.Length || end == limit || char.IsWhiteSpace(text[end]))
            return end;
        for (var i = end; i > limit; i--)
        {
            if (char.IsWhiteSpace(text[i - 1]))
                return i - 1;
        }

        return char.IsLowSurrogate(text[end]) ? end - 1 : end;
    }

    private readonly record struct Match(int Start, int End);
}
