using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PromptGrid.Domain.Prompts;

/// <summary>Names of prompts in URLs: <c>[a-z0-9-]</c>, no hyphen at an end, at most 80 characters.</summary>
public static class Slugs
{
    /// <summary>Latin letters with diacritics and ligatures, in lower case. An own table, because in invariant
    /// globalization <see cref="string.Normalize()"/> leaves everything as it is.</summary>
    private static readonly FrozenDictionary<char, string> Latin = new (string Plain, string Letters)[]
    {
        ("a", "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
        ("ae", "æ"),
        ("c", "çćĉċč"),
        ("d", "ďđð"),
        ("e", "èéêëēĕėęěẹẻẽếềểễệ"),
        ("g", "ĝğġģ"),
        ("h", "ĥħ"),
        ("i", "ìíîïĩīĭįıİǐỉị"),
        ("j", "ĵ"),
        ("k", "ķ"),
        ("l", "ĺļľŀł"),
        ("n", "ñńņňŋ"),
        ("o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợ"),
        ("oe", "œ"),
        ("r", "ŕŗř"),
        ("s", "śŝşšș"),
        ("ss", "ß"),
        ("t", "ţťŧț"),
        ("th", "þ"),
        ("u", "ùúûüũūŭůűųưǔụủứừửữự"),
        ("w", "ŵẁẃẅ"),
        ("y", "ýÿŷỳỵỷỹ"),
        ("z", "źżž"),
    }.SelectMany(e => e.Letters, (e, letter) => KeyValuePair.Create(letter, e.Plain)).ToFrozenDictionary();

    /// <summary>A slug from a title; <c>prompt</c> when no letter or digit survives.</summary>
    public static string FromTitle(string title)
    {
        var slug = new StringBuilder(PromptLimits.SlugLength + 2);
        foreach (var given in title)
        {
            if (slug.Length >= PromptLimits.SlugLength) break;
            var c = char.ToLowerInvariant(given);
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (Latin.TryGetValue(c, out var plain)) slug.Append(plain);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c is '\'' or '’') continue;
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        slug.Length = Math.Min(slug.Length, PromptLimits.SlugLength);
        var text = slug.ToString().Trim('-');
        return text.Length == 0 ? "prompt" : IsReserved(text) ? text + "-prompt" : text;
    }

    /// <summary>True for what stands for something else below a user's name: no new prompt gets such an address.</summary>
    public static bool IsReserved(string slug) => slug is "collections";

    public static bool IsValid(string? slug) =>
        slug?.Length is > 0 and <= PromptLimits.SlugLength && slug[0] != '-' && slug[^1] != '-'
        && slug.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-');

    /// <summary>The <paramref name="number"/>th slug of that name: itself for 1, <c>name-2</c> for 2 …, cut so that it
    /// stays a slug.</summary>
    public static string Numbered(string slug, int number)
    {
        if (number <= 1) return slug;
        var suffix = "-" + number.ToString(CultureInfo.InvariantCulture);
        var room = PromptLimits.SlugLength - suffix.Length;
        return (slug.Length > room ? slug[..room].TrimEnd('-') : slug) + suffix;
    }
}
