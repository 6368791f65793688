using System.Globalization;
using System.Text;

namespace PromptGrid.Search.Analysis;

/// <summary>
/// Cuts text into tokens: the one place that decides what a word is, for indexing, querying, spelling and highlighting.
/// </summary>
/// <remarks>
/// Words are runs of letters, digits and their marks, in lower case and without diacritics, as FTS5's unicode61 has them.
/// Done here and not in SQLite, because FTS5's own porter tokenizer stems what is typed before it completes it (so that
/// "generati" finds no "generating"), finds nothing inside scripts without spaces, and cannot tell a highlighter where its
/// tokens stood. Runs of such scripts (Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar) become overlapping pairs, as Lucene's
/// CJK analyzer has them, so that any two neighbouring signs are findable.
/// Any change of what comes out needs a new <see cref="Version"/>: rows are taken out of the index by cutting their
/// stored text again.
/// </remarks>
internal static class TextAnalyzer
{
    public const int Version = 1;

    /// <summary>Longer words are known by their first letters.</summary>
    public const int MaxTokenLength = 40;

    public static void Read<TSink>(ReadOnlySpan<char> text, ref TSink sink) where TSink : ITokenSink, allows ref struct
    {
        Span<char> word = stackalloc char[MaxTokenLength];
        int length = 0, start = -1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsAscii(c))
            {
                if (char.IsAsciiLetterOrDigit(c))
                {
                    if (start < 0)
                        start = i;
                    if (length < MaxTokenLength)
                        word[length++] = (char)(c is >= 'A' and <= 'Z' ? c | 0x20 : c);
                }
                else if (start >= 0)
                {
                    if (!Flush(ref sink, word, ref length, ref start, i))
                        return;
                }

                i++;
                continue;
            }

            if (Rune.DecodeFromUtf16(text[i..], out var rune, out var units) != System.Buffers.OperationStatus.Done)
                rune = Rune.ReplacementChar;
            var kind = Classify(rune);
            if (kind == SignKind.Letter)
            {
                if (start < 0)
                    start = i;
                Append(rune, word, ref length);
            }
            else if (kind != SignKind.Ignored)
            {
                if (start >= 0 && !Flush(ref sink, word, ref length, ref start, i))
                    return;
                if (kind == SignKind.Unspaced)
                {
                    if (!ReadRun(text, ref sink, i, units, out i))
                        return;
                    continue;
                }

                if (kind == SignKind.Symbol && !sink.Take(text.Slice(i, units), i, units, TokenKind.Symbol))
                    return;
            }

            i += units;
        }

        if (start >= 0)
            Flush(ref sink, word, ref length, ref start, text.Length);
    }

    private static bool Flush<TSink>(ref TSink sink, scoped Span<char> word, ref int length, ref int start, int end)
        where TSink : ITokenSink, allows ref struct
    {
        // A lone mark, or a letter whose folding is empty, leaves nothing to index.
        var goOn = length == 0 || sink.Take(word[..length], start, end - start, TokenKind.Word);
        length = 0;
        start = -1;
        return goOn;
    }

    private static bool ReadRun<TSink>(ReadOnlySpan<char> text, ref TSink sink, int start, int units, out int end)
        where TSink : ITokenSink, allows ref struct
    {
        end = start + units;
        while (end < text.Length && Rune.DecodeFromUtf16(text[end..], out var next, out var nextUnits) == System.Buffers.OperationStatus.Done)
        {
            var kind = Classify(next);
            if (kind != SignKind.Unspaced)
                break;
            if (!sink.Take(text.Slice(start, units + nextUnits), start, units + nextUnits, TokenKind.Pair))
                return false;
            (start, units, end) = (end, nextUnits, end + nextUnits);
        }

        return sink.Take(text.Slice(start, units), start, units, TokenKind.RunEnd);
    }

    private static void Append(Rune rune, Span<char> word, ref int length)
    {
        rune = Rune.ToLowerInvariant(rune);
        if (rune.IsBmp && CharacterFolding.Of((char)rune.Value) is { } folded)
        {
            if (length + folded.Length <= MaxTokenLength)
            {
                folded.CopyTo(word[length..]);
                length += folded.Length;
            }
        }
        else if (length + rune.Utf16SequenceLength <= MaxTokenLength)
        {
            length += rune.EncodeToUtf16(word[length..]);
        }
    }

    private static SignKind Classify(Rune rune)
    {
        var value = rune.Value;
        // Combining diacritics, Hebrew points, Arabic vowel signs, joiners and soft hyphens change no word.
        if (value is >= 0x300 and <= 0x36F or >= 0x591 and <= 0x5C7 or >= 0x64B and <= 0x65F or 0xAD or 0x200C or 0x200D or >= 0xFE00 and <= 0xFE0F)
            return SignKind.Ignored;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => SignKind.Letter,
            UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.LetterNumber => IsUnspaced(value) ? SignKind.Unspaced : SignKind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber or UnicodeCategory.PrivateUse => SignKind.Letter,
            UnicodeCategory.OtherSymbol when value != 0xFFFD => SignKind.Symbol,
            _ => SignKind.Separator,
        };
    }

    private static bool IsUnspaced(int value) => value is >= 0x0E00 and <= 0x0EFF or >= 0x1000 and <= 0x109F or >= 0x1780 and <= 0x17FF
        or >= 0x2E80 and <= 0x2FDF or >= 0x3005 and <= 0x3007 or >= 0x3040 and <= 0x31FF or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF
        or >= 0xAC00 and <= 0xD7AF or >= 0xF900 and <= 0xFAFF or >= 0xFF66 and <= 0xFF9F or >= 0x20000 and <= 0x3FFFF;

    private enum SignKind
    {
        Separator,
        Ignored,
        Letter,
        Unspaced,
        Symbol,
    }
}
