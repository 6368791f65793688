using System.Globalization;
using System.Text.RegularExpressions;
using PromptGrid.Web.Language;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>The site's languages are whole, and write numbers and times as people do.</summary>
public sealed partial class PhrasesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_language_has_the_same_keys_and_places()
    {
        foreach (var language in Phrases.All)
        {
            Assert.Equal(Phrases.English.Keys.Order(), language.Keys.Order());
            foreach (var key in language.Keys)
            {
                Assert.False(string.IsNullOrWhiteSpace(language[key]), $"{language.Code} {key} is empty");
                Assert.Equal(Places(Phrases.English[key]), Places(language[key]));
            }
        }
    }

    [Fact]
    public void Pages_use_texts_that_exist_and_every_text_is_used()
    {
        var root = FindRoot();
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(root, "Web"), "*.*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "Api", "Pages"), "*.cs"))
            .Where(f => Path.GetExtension(f) is ".razor" or ".cs").Select(File.ReadAllText));
        var named = Quoted().Matches(sources).Select(m => m.Groups[1].Value).Where(k => Phrases.English.Keys.Any(o => o.Split('.')[0] == k.Split('.')[0])).ToHashSet();
        var missing = Used().Matches(sources).Select(m => m.Groups[1].Value).Where(k => !Phrases.English.Keys.Contains(k) && !Phrases.English.Keys.Contains(k + ".other")).Distinct();
        Assert.Empty(missing);
        // A key may be put together ("type." + type): its beginning is then what stands in the source.
        var beginnings = Beginnings().Matches(sources).Select(m => m.Groups[1].Value).Where(b => b.Contains('.', StringComparison.Ordinal)).ToHashSet();
        var unused = Phrases.English.Keys.Where(k => !named.Contains(k) && !named.Contains(k[..Math.Max(0, k.LastIndexOf('.'))]) && !beginnings.Any(b => k.StartsWith(b, StringComparison.Ordinal))
            && !k.StartsWith("error.", StringComparison.Ordinal) && !k.StartsWith("ago.", StringComparison.Ordinal));
        Assert.Empty(unused);
    }

    [Theory]
    [InlineData("en", 1234567, "1,234,567", "1.2M")]
    [InlineData("de", 1234567, "1.234.567", "1,2M")]
    [InlineData("en", 980, "980", "980")]
    [InlineData("en", 1200, "1,200", "1.2k")]
    [InlineData("en", 34000, "34,000", "34k")]
    [InlineData("en", 999499, "999,499", "999k")]
    public void Numbers_are_written_as_the_language_does(string code, long number, string whole, string narrow)
    {
        var language = Phrases.Find(code)!;
        Assert.Equal(whole, language.Number(number));
        Assert.Equal(narrow, language.Short(number));
    }

    [Theory]
    [InlineData("en", "0.00:00:30", "just now")]
    [InlineData("en", "0.00:01:30", "1 minute ago")]
    [InlineData("de", "0.05:00:00", "vor 5 Stunden")]
    [InlineData("de", "1.01:00:00", "vor 1 Tag")]
    [InlineData("en", "45.00:00:00", "1 month ago")]
    [InlineData("en", "-1.00:00:00", "just now")]
    public void Times_are_told_as_people_tell_them(string code, string before, string text) =>
        Assert.Equal(text, Phrases.Find(code)!.Ago(Now - TimeSpan.Parse(before, CultureInfo.InvariantCulture), Now));

    [Fact]
    public void Dates_are_written_as_the_language_does()
    {
        Assert.Equal("9 March 2026", Phrases.English.Date(Now));
        Assert.Equal("9. März 2026", Phrases.German.Date(Now));
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order();

    private static string FindRoot([System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "PromptGrid.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"\{\d\}|#")]
    private static partial Regex Place();

    [GeneratedRegex("\"([a-z]+(?:\\.[a-zA-Z0-9-]+)+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("(?:Site|[Tt]ext)\\[\"([a-zA-Z0-9.-]+)\"\\]")]
    private static partial Regex Used();

    [GeneratedRegex("\"([a-z]+\\.[a-zA-Z.-]*)(?:\"|\\{)")]
    private static partial Regex Beginnings();
}
