using System.Globalization;
using System.Text;

namespace PromptGrid.Domain.Common;

/// <summary>
/// Characters that nobody sees: zero-width and other format characters, those that turn the writing direction, blanks that
/// count as letters. In a name they make two names look alike, or one read as another; in the text of a prompt they may be
/// meant, and stay.
/// </summary>
/// <remarks>
/// What a script cannot be written without is no such character where it belongs: joiners between letters of Arabic, Indic and
/// the like and between emoji, the style of an emoji behind it, variants of Han and Mongolian letters, the letters of a flag.
/// </remarks>
internal static class InvisibleCharacters
{
    private const int NonJoiner = 0x200C;
    private const int Joiner = 0x200D;
    private const int BlackFlag = 0x1F3F4;
    private const int FlagLettersMax = 7;

    /// <summary>What is ignored when text is shown (Unicode's Default_Ignorable_Code_Point), anchors of annotations, and
    /// Braille's blank. In order.</summary>
    private static readonly (int First, int Last)[] Ranges =
    [
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ];

    /// <summary>The first one that does not belong where it stands; null when there is none.</summary>
    public static Rune? FirstIn(string text)
    {
        if (!MayHoldAny(text)) return null;
        foreach (var (rune, belongs) in Judge(text))
        {
            if (!belongs) return rune;
        }

        return null;
    }

    /// <summary>The text without those that do not belong where they stand.</summary>
    public static string RemoveFrom(string text)
    {
        // One that is gone may have been what another stood behind.
        while (FirstIn(text) is not null)
        {
            var kept = new StringBuilder(text.Length);
            foreach (var (rune, belongs) in Judge(text))
            {
                if (belongs) kept.Append(rune.ToString());
            }

            text = kept.ToString();
        }

        return text;
    }

    private static bool MayHoldAny(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0xAD && (char.IsSurrogate(c) || IsInvisible(c))) return true;
        }

        return false;
    }

    private static IEnumerable<(Rune Rune, bool Belongs)> Judge(string text)
    {
        var before = 0;
        var flagLetters = -1;
        for (var i = 0; i < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            var next = 0;
            if (i < text.Length && Rune.DecodeFromUtf16(text.AsSpan(i), out var following, out _) == System.Buffers.OperationStatus.Done) next = following.Value;
            flagLetters = rune.Value == BlackFlag ? 0 : flagLetters >= 0 && rune.Value is >= 0xE0020 and <= 0xE007F ? flagLetters + 1 : -1;
            yield return (rune, !IsInvisible(rune.Value) || flagLetters is > 0 and <= FlagLettersMax || Belongs(before, rune.Value, next));
            before = rune.Value;
        }
    }

    private static bool Belongs(int before, int character, int next) => character switch
    {
        Joiner => Joins(before, next) || (IsPicture(before, orItsStyle: true) && IsPicture(next, orItsStyle: false)),
        NonJoiner => Joins(before, next),
        0xFE0E or 0xFE0F => before is '#' or '*' or (>= '0' and <= '9') || IsPicture(before, orItsStyle: false),
        >= 0x180B and <= 0x180D or 0x180F => before is >= 0x1820 and <= 0x18AA,
        >= 0xE0100 and <= 0xE01EF => before is (>= 0x3400 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF),
        _ => false,
    };

    // Behind a mark that kills a vowel a joiner may end a word.
    private static bool Joins(int before, int next) => IsOfJoiningScript(before) && (IsOfJoiningScript(next) || Rune.GetUnicodeCategory(new Rune(before)) == UnicodeCategory.NonSpacingMark);

    // Arabic, Syriac, N'Ko; Devanagari to Sinhala; Myanmar; Khmer and Mongolian.
    private static bool IsOfJoiningScript(int character) =>
        character is (>= 0x0600 and <= 0x08FF) or (>= 0x0900 and <= 0x0DFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1780 and <= 0x18AF) && !IsInvisible(character);

    // Symbols, the tones of skin, and what emoji are made of that counts as punctuation or a letter.
    private static bool IsPicture(int character, bool orItsStyle) =>
        (orItsStyle && character == 0xFE0F) || character is 0x203C or 0x2049 or 0x2139 or 0x3030 or 0x303D
        || (character >= 0xA9 && Rune.IsValid(character) && !IsInvisible(character) && Rune.GetUnicodeCategory(new Rune(character)) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.ModifierSymbol);

    private static bool IsInvisible(int character)
    {
        foreach (var (first, last) in Ranges)
        {
            if (character < first) return false;
            if (character <= last) return true;
        }

        return false;
    }
}
