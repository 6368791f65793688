using System.Collections.Frozen;

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

    private static readonly FrozenDictionary<char, char> Plain = new[]
    {
        "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľł", "nñńņň", "oòóôõöøōŏő", "rŕŗř", "sśŝşš", "tţťŧ", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž",
    }.SelectMany(letters => letters.Skip(1).Select(c => (Accented: c, Plain: letters[0]))).ToFrozenDictionary(p => p.Accented, p => p.Plain);

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

    /// <summary>Lower case without the accents of Latin letters, and full-width letters as plain ones. By table: without
    /// cultures the platform decomposes nothing.</summary>
    private static string Fold(string text) => string.Create(text.Length, text, static (folded, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i] is >= '\uff01' and <= '\uff5e' ? (char)(text[i] - 0xfee0) : text[i];
            c = char.ToLowerInvariant(c);
            folded[i] = Plain.GetValueOrDefault(c, c);
        }
    });
}
