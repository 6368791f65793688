using System.Globalization;

namespace PromptGrid.Api.Tests.Support;

/// <summary>Names that no other test uses.</summary>
public static class Names
{
    private static int _count;

    public static string Next(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}{Interlocked.Increment(ref _count)}");

    /// <summary>A word that stands in no other prompt, of letters only, so that a search for it finds what one test made.</summary>
    public static string Word()
    {
        // Multiplied over the whole range, neighbours share no letters: typing mistakes are forgiven, so words must differ.
        var number = (ulong)Interlocked.Increment(ref _count) * 0x9E3779B97F4A7C15UL;
        var word = "";
        for (var i = 0; i < 12; i++, number /= 20) word += "bcdfghjklmnpqrstvwxz"[(int)(number % 20)];
        return word;
    }
}
