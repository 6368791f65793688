using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace PromptGrid.Web.Language;

/// <summary>
/// The texts of one language, from its resource file, and the way it writes numbers and dates. Immutable.
/// </summary>
/// <remarks>The process runs without culture data, so that what a language needs beyond words stands in its file too.</remarks>
public sealed class Phrases
{
    public static readonly Phrases English = Load("en");
    public static readonly Phrases German = Load("de");

    /// <summary>Every language the site speaks, the standard one first.</summary>
    public static readonly IReadOnlyList<Phrases> All = [English, German];

    private static readonly string[] Units = ["minute", "hour", "day", "month", "year"];

    private readonly FrozenDictionary<string, string> _texts;
    private readonly string[] _months;
    private readonly NumberFormatInfo _numbers;

    private Phrases(string code, FrozenDictionary<string, string> texts)
    {
        Code = code;
        _texts = texts;
        _months = texts["date.months"].Split(' ');
        _numbers = new NumberFormatInfo { NumberGroupSeparator = texts["number.group"], NumberDecimalSeparator = texts["number.decimal"] };
    }

    /// <summary>The language tag, for <c>lang</c> and the remembered choice.</summary>
    public string Code { get; }

    /// <summary>The language's own name.</summary>
    public string Name => this["language.name"];

    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none: a mistake of the page, which a test finds.</exception>
    public string this[string key] => _texts[key];

    /// <summary>The text of a key with its places filled.</summary>
    public string Format(string key, params ReadOnlySpan<object?> values) => string.Format(_numbers, _texts[key], values);

    /// <summary>"1 like", "2 likes": <c>key.one</c> or <c>key.other</c> with the number in place.</summary>
    public string Count(string key, long count) => Format(count == 1 ? key + ".one" : key + ".other", Number(count));

    /// <summary>A whole number with the language's separators.</summary>
    public string Number(long value) => value.ToString("N0", _numbers);

    /// <summary>A number for a narrow place: 980, 1.2k, 34k, 5.6M.</summary>
    public string Short(long value) => value switch
    {
        < 1_000 => value.ToString(CultureInfo.InvariantCulture),
        < 999_500 => Scaled(value, 1_000, "k"),
        _ => Scaled(value, 1_000_000, "M"),
    };

    /// <summary>A day, as people write it.</summary>
    public string Date(DateTimeOffset time) => Format("date.format", time.Day, _months[time.Month - 1], time.Year);

    /// <summary>How long ago something was.</summary>
    public string Ago(DateTimeOffset time, DateTimeOffset now)
    {
        var minutes = (long)Math.Max(0, (now - time).TotalMinutes);
        if (minutes < 1) return this["ago.now"];
        long[] amounts = [minutes, minutes / 60, minutes / 1_440, minutes / 43_200, minutes / 525_600];
        var unit = Array.FindLastIndex(amounts, a => a > 0);
        return Count("ago." + Units[unit], amounts[unit]);
    }

    /// <summary>The language of a code; null when the site does not speak it.</summary>
    public static Phrases? Find(string? code) => All.FirstOrDefault(l => string.Equals(l.Code, code, StringComparison.OrdinalIgnoreCase));

    /// <summary>The best language for an <c>Accept-Language</c> header.</summary>
    public static Phrases Choose(string? acceptLanguage)
    {
        if (string.IsNullOrEmpty(acceptLanguage) || acceptLanguage.Length > 500) return English;
        var best = English;
        var bestQuality = 0.0;
        foreach (var part in acceptLanguage.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var pieces = part.Split(';', StringSplitOptions.TrimEntries);
            var quality = pieces.Length > 1 && pieces[1].StartsWith("q=", StringComparison.Ordinal)
                ? double.TryParse(pieces[1].AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var given) ? given : 0
                : 1.0;
            if (quality > bestQuality && Find(pieces[0].Split('-')[0]) is { } language) (best, bestQuality) = (language, quality);
        }

        return best;
    }

    private string Scaled(long value, long unit, string sign)
    {
        var scaled = (double)value / unit;
        return scaled.ToString(scaled < 9.95 ? "0.#" : "0", _numbers) + sign;
    }

    private static Phrases Load(string code)
    {
        using var stream = typeof(Phrases).Assembly.GetManifestResourceStream($"language/{code}.json")!;
        return new Phrases(code, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
