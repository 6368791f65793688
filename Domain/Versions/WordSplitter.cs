using System.Globalization;

namespace PromptGrid.Domain.Versions;

/// <summary>Cuts text into what a reader sees as words: runs of letters and digits, runs of blanks, and everything else one
/// by one. Scripts without spaces are cut by character. The pieces together are the text.</summary>
internal static class WordSplitter
{
    /// <summary>Where scripts begin that put no spaces between words.</summary>
    private const char FirstIdeographic = '\u2E80';

    public static List<string> Split(string text)
    {
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            if (char.IsHighSurrogate(text[start]) && end < text.Length) end++;
            else if (IsBlank(text[start])) end = RunEnd(text, end, IsBlank);
            else if (IsWord(text[start])) end = RunEnd(text, end, IsWord);
            words.Add(text[start..end]);
            start = end;
        }

        return words;
    }

    private static int RunEnd(string text, int end, Func<char, bool> belongs)
    {
        while (end < text.Length && belongs(text[end])) end++;
        return end;
    }

    /// <summary>A line break is no blank: it ends its line.</summary>
    private static bool IsBlank(char c) => c != '\n' && char.IsWhiteSpace(c);

    private static bool IsWord(char c) => c == '_' || (c < FirstIdeographic && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark));
}
