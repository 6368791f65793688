using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PromptGrid.Domain.Moderation;

/// <summary>
/// Words that no public tag and no handle may hold. Whole words alone: a name that merely contains the letters passes, so
/// that towns and surnames do. Words are what stands between anything that is no letter; case and accents do not count.
/// </summary>
public sealed class RefusedWords
{
    /// <summary>Slurs and the coarsest words, in English. Short on purpose: moderators judge the rest.</summary>
    private static readonly string[] BuiltIn =
    [
        "asshole", "bitch", "chink", "cocksucker", "coon", "cunt", "dyke", "fag", "faggot", "fuck", "fucker", "fucking", "gook", "kike", "motherfucker",
        "nazi", "nigga", "nigger", "paki", "pedo", "pedophile", "raghead", "rape", "rapist", "retard", "shit", "slut", "spic", "tranny", "twat", "wetback", "whore",
    ];

    private readonly FrozenSet<string> _words;

    /// <param name="more">Words besides the built-in ones.</param>
    public RefusedWords(IEnumerable<string> more) =>
        _words = BuiltIn.Concat(more.Select(Fold).Where(w => w.Length > 0)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The built-in words alone.</summary>
    public static RefusedWords Standard { get; } = new([]);

    /// <summary>True when one of the text's words is refused.</summary>
    public bool Refuses(string text)
    {
        var folded = Fold(text);
        for (var start = 0; start < folded.Length; start++)
        {
            if (!char.IsLetter(folded[start])) continue;
            var end = start + 1;
            while (end < folded.Length && char.IsLetter(folded[end])) end++;
            if (_words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded.AsSpan(start, end - start))) return true;
            start = end;
        }

        return false;
    }

    /// <summary>Lower case without accents. Text that is no text (half of a character) stays as it is: others refuse it.</summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var whole = rune.ToString().Normalize(NormalizationForm.FormKD);
            foreach (var c in whole)
            {
                if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }
}
