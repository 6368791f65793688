using System.Text;

namespace PromptGrid.Web.Prompts;

/// <summary>
/// What Markdown says, on one line: for cards and descriptions, where its signs are only noise. Reads no more of a text than it
/// needs, in one pass; the outcome is text, to be escaped like any other. Where signs are not clearly meant as such, they stay.
/// </summary>
public static class PlainText
{
    private const int FrontMatterMax = 3_000;
    private const int EnoughWithoutHeadings = 40;

    /// <summary>The beginning of what a text says, at most so many characters and an ellipsis.</summary>
    public static string Of(string markdown, int lengthMax)
    {
        // Signs, addresses and blank lines go: four times as much is read as shown.
        var text = SkipFrontMatter(markdown, out var summary);
        var read = text.Length > lengthMax * 4 ? text[..(lengthMax * 4)] : text;
        var plain = new StringBuilder(Math.Min(read.Length, lengthMax) + 80);
        if (summary.Length > 0) Say(plain, summary);
        Read(plain, read, lengthMax, withHeadings: false);
        if (summary.Length == 0 && plain.Length < Math.Min(EnoughWithoutHeadings, lengthMax))
        {
            // A text of headings alone says something, too.
            plain.Clear();
            Read(plain, read, lengthMax, withHeadings: true);
        }

        return plain.Length > lengthMax || read.Length < text.Length ? Cut(plain.ToString(), lengthMax) : plain.ToString();
    }

    private static string Cut(string text, int length)
    {
        if (text.Length > length) text = text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
        return text.TrimEnd() + "…";
    }

    private static void Read(StringBuilder plain, ReadOnlySpan<char> text, int lengthMax, bool withHeadings)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (plain.Length > lengthMax) return;
            var said = line.Trim();
            var isHeading = Heading(ref said);
            if (said.Length == 0 || IsRule(said) || said.StartsWith("```") || said.StartsWith("~~~") || (isHeading && !withHeadings)) continue;
            while (Marker(ref said))
            {
            }

            Say(plain, said);
        }
    }

    /// <summary>True for a heading, without its signs then.</summary>
    private static bool Heading(ref ReadOnlySpan<char> line)
    {
        var signs = line.IndexOfAnyExcept('#');
        if (signs is < 1 or > 6 || line[signs] != ' ') return false;
        line = line[signs..].Trim().TrimEnd('#').TrimEnd();
        return true;
    }

    /// <summary>Takes the sign of a quotation or of a list's item away.</summary>
    private static bool Marker(ref ReadOnlySpan<char> line)
    {
        if (line.Length < 2) return false;
        if (line[0] == '>')
        {
            line = line[1..].TrimStart();
            return true;
        }

        if (line[0] is not ('-' or '*' or '+' or '|' or '•') || line[1] != ' ') return false;
        line = line[2..].TrimStart();
        return true;
    }

    /// <summary>A line across, or between the rows of a table.</summary>
    private static bool IsRule(ReadOnlySpan<char> line) => line.Length >= 2 && line.IndexOfAnyExcept("-=*_|: ") < 0;

    /// <summary>Appends a line without the signs of emphasis, code, links and escapes.</summary>
    private static void Say(StringBuilder plain, ReadOnlySpan<char> line)
    {
        if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
        for (var at = 0; at < line.Length; at++)
        {
            var c = line[at];
            switch (c)
            {
                case '\\' when at + 1 < line.Length && char.IsAscii(line[at + 1]) && char.IsPunctuation(line[at + 1]):
                    plain.Append(line[++at]);
                    break;
                case '!' when at + 1 < line.Length && line[at + 1] == '[' && LinkEnd(line[(at + 1)..]) > 0:
                    break;
                case '[' when LinkEnd(line[at..]) is > 0 and var end:
                    Say(plain, line.Slice(at + 1, line[at..].IndexOf("](") - 1));
                    at += end;
                    break;
                case '`':
                    break;
                case '*' or '_' or '~':
                    var run = line[at..].IndexOfAnyExcept(c) is > 0 and var length ? length : line.Length - at;
                    if (!IsEmphasis(line, at, run)) plain.Append(c, run);
                    at += run - 1;
                    break;
                default:
                    if (!char.IsWhiteSpace(c)) plain.Append(c);
                    else if (plain.Length > 0 && plain[^1] != ' ') plain.Append(' ');
                    break;
            }
        }
    }

    /// <summary>Whether signs hug a word from one side: what stands alone, or inside a word, is meant as it is written.</summary>
    private static bool IsEmphasis(ReadOnlySpan<char> line, int at, int run)
    {
        if (line[at] == '~' && run != 2) return false;
        var before = at > 0 ? line[at - 1] : ' ';
        var after = at + run < line.Length ? line[at + run] : ' ';
        if (before == ' ' && after == ' ') return false;
        if (!char.IsLetterOrDigit(before) || !char.IsLetterOrDigit(after)) return run <= 3;
        return line[at] == '*' && run is 2 or 3;
    }

    /// <summary>Where the link that begins here ends; 0 when none does.</summary>
    private static int LinkEnd(ReadOnlySpan<char> line)
    {
        var middle = line.IndexOf("](");
        if (middle < 1 || line[1..middle].Contains('[')) return 0;
        var end = line[middle..].IndexOf(')');
        return end < 0 ? 0 : middle + end;
    }

    /// <summary>The text behind the settings that some files begin with, and the description among these.</summary>
    private static ReadOnlySpan<char> SkipFrontMatter(ReadOnlySpan<char> markdown, out ReadOnlySpan<char> summary)
    {
        var text = markdown.TrimStart();
        summary = default;
        if (!text.StartsWith("---\n") && !text.StartsWith("---\r\n")) return text;
        var window = text[..Math.Min(text.Length, FrontMatterMax)];
        var end = window[3..].IndexOf("\n---");
        if (end < 0) return text;
        foreach (var line in window.Slice(3, end).EnumerateLines())
        {
            if (line.StartsWith("description:")) summary = line["description:".Length..].Trim().Trim("\"'");
        }

        // What a file goes on with in the next lines begins with a sign alone.
        if (summary.Length <= 2) summary = default;
        return text[(3 + end + 4)..];
    }
}
