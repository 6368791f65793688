using System.Text;

namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>Text as nobody types it: syntax of query languages, controls, half characters, many scripts.</summary>
public static class HostileText
{
    private static readonly string[] Pieces =
    [
        "\"", "'", "*", "^", ":", "(", ")", "{", "}", "+", "-", "~", "|", "&", "!", "%", "_", "\\", "/", ";", "--", "/*", "\0", "\uFFFF", "\uFEFF",
        " AND ", " OR ", " NOT ", " NEAR(", "title:", "{title tags} : ", "\"a\" *", "\uD800", "\uDC00", "\uD83D", "🚀", "👩‍👩‍👧", "é", "e\u0301", "ß", "İ", "ı", "ﬁ",
        "中文编程", "にほんご", "한국어", "ไทย", "עברית", "العربية", "हिन्दी", "Ω", "\u200D", "\u202E", "\t", "\n", "\r\n", " ", "a", "the", "linux", "1", "ⅷ", "«", "»",
    ];

    public static string Next(Random random, int maxLength)
    {
        var text = new StringBuilder();
        var length = random.Next(maxLength + 1);
        while (text.Length < length)
        {
            if (random.Next(4) == 0)
                text.Append((char)random.Next(char.MaxValue + 1));
            else
                text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        text.Length = Math.Min(text.Length, maxLength);
        return text.ToString();
    }
}
