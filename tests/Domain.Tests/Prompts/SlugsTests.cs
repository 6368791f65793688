using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class SlugsTests
{
    [Theory]
    [InlineData("Linux Terminal", "linux-terminal")]
    [InlineData("  Act as: a (very) good -- cook!  ", "act-as-a-very-good-cook")]
    [InlineData("Crème brûlée", "creme-brulee")]
    [InlineData("Cre\u0300me bru\u0302le\u0301e", "creme-brulee")]
    [InlineData("CRÈME BRÛLÉE", "creme-brulee")]
    [InlineData("Straße nach Łódź", "strasse-nach-lodz")]
    [InlineData("İstanbul Iğdır", "istanbul-igdir")]
    [InlineData("Tiếng Việt", "tieng-viet")]
    [InlineData("Œuvre & Ærø, Þórr", "oeuvre-aero-thorr")]
    [InlineData("Don't stop, it’s fine", "dont-stop-its-fine")]
    [InlineData("C# 12.0", "c-12-0")]
    [InlineData("日本語", "prompt")]
    [InlineData("日本 GPT", "gpt")]
    [InlineData("😀", "prompt")]
    [InlineData("Collections", "collections-prompt")]
    [InlineData("---", "prompt")]
    [InlineData("", "prompt")]
    public void A_title_becomes_a_readable_slug(string title, string slug) => Assert.Equal(slug, Slugs.FromTitle(title));

    [Fact]
    public void Every_title_gives_a_valid_slug() =>
        Seeded.Holds(Seeded.HostileText, title => Assert.True(Slugs.IsValid(Slugs.FromTitle(title)), Slugs.FromTitle(title)));

    [Theory]
    [InlineData(80)]
    [InlineData(81)]
    [InlineData(200)]
    public void A_long_title_is_cut_to_the_limit(int length)
    {
        Assert.Equal(new string('a', 80), Slugs.FromTitle(new string('a', length)));
        Assert.Equal(new string('a', 79) + "s", Slugs.FromTitle(new string('a', 79) + "ßx"));
        Assert.Equal(new string('a', 79), Slugs.FromTitle(new string('a', 79) + " " + new string('b', length)));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("a--b", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("-", false)]
    [InlineData("A", false)]
    [InlineData("a b", false)]
    [InlineData("a_b", false)]
    [InlineData("é", false)]
    [InlineData("a/b", false)]
    [InlineData("٣", false)]
    public void Only_lower_case_letters_digits_and_inner_hyphens_are_slugs(string? slug, bool valid) => Assert.Equal(valid, Slugs.IsValid(slug));

    [Fact]
    public void A_slug_has_at_most_80_characters()
    {
        Assert.True(Slugs.IsValid(new string('a', 80)));
        Assert.False(Slugs.IsValid(new string('a', 81)));
    }

    [Theory]
    [InlineData("name", 0, "name")]
    [InlineData("name", 1, "name")]
    [InlineData("name", 2, "name-2")]
    [InlineData("name", int.MaxValue, "name-2147483647")]
    public void The_second_of_a_name_gets_a_number(string slug, int number, string expected) => Assert.Equal(expected, Slugs.Numbered(slug, number));

    [Fact]
    public void Numbered_slugs_stay_valid_and_differ_from_one_another() => Seeded.Runs(300, random =>
    {
        var letters = Enumerable.Range(0, random.Next(1, 81)).Select(_ => "ab-"[random.Next(3)]).ToArray();
        letters[0] = 'x';
        letters[^1] = 'y';
        var slug = new string(letters);
        var numbers = new[] { 1, 2, 9, 10, 99, 100, 101, random.Next(102, int.MaxValue) };
        var slugs = numbers.Select(n => Slugs.Numbered(slug, n)).ToList();
        Assert.All(slugs, s => Assert.True(Slugs.IsValid(s), s));
        Assert.Equal(slugs.Count, slugs.Distinct().Count());
    });

    [Fact]
    public void A_cut_before_a_hyphen_leaves_no_double_hyphen()
    {
        var slug = new string('a', 76) + "-bcd";
        Assert.Equal(new string('a', 76) + "-10", Slugs.Numbered(slug, 10));
    }
}
