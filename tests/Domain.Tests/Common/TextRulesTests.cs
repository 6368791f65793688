using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Tests.Common;

public sealed class TextRulesTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u00a0\u3000")]
    [InlineData("\n\t")]
    public void A_required_text_must_hold_more_than_white_space(string? text)
    {
        Assert.Equal("is required", TextRules.Check(text, 10, required: true));
        Assert.Null(TextRules.Check(text, 10));
    }

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, null)]
    [InlineData(11, "is longer than 10 characters")]
    public void Length_is_checked_below_at_and_above_the_limit(int length, string? problem)
    {
        Assert.Equal(problem, TextRules.Check(new string('a', length), 10));
        Assert.Equal(problem, TextRules.Check(new string(' ', length), 10));
    }

    [Fact]
    public void An_emoji_counts_as_two_characters()
    {
        Assert.Null(TextRules.Check("😀😀", 4));
        Assert.NotNull(TextRules.Check("😀😀", 3));
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("\u0001")]
    [InlineData("\u000b")]
    [InlineData(" \u000c ")]
    [InlineData("\u001f")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    [InlineData("\u009f")]
    public void Control_characters_are_refused_even_among_white_space(string text) =>
        Assert.Equal("holds a control character", TextRules.Check(text, 100));

    [Theory]
    [InlineData("\\ud83d")]
    [InlineData("\\ude00")]
    [InlineData("\\ude00\\ud83d")]
    [InlineData("a\\ud83db")]
    [InlineData("\\ud83d😀")]
    [InlineData("😀\\ude00")]
    public void Half_a_surrogate_pair_is_refused(string text) => Assert.Equal("holds half of a surrogate pair", TextRules.Check(Escaped.Text(text), 100));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\r\nb")]
    [InlineData("a\u2028b")]
    [InlineData("a\u2029b")]
    [InlineData("\n")]
    public void Line_breaks_are_refused_on_a_single_line_only(string text)
    {
        Assert.Null(TextRules.Check(text, 100));
        Assert.Equal("holds a control character or a line break", TextRules.Check(text, 100, multiline: false));
    }

    [Theory]
    [InlineData("tab\there")]
    [InlineData("Crème brûlée")]
    [InlineData("中文 العربية עברית")]
    [InlineData("👩‍👩‍👧‍👦 🇩🇪 e\u0301")]
    [InlineData("\ufffd\ufeff\u200b")]
    public void Every_other_text_is_fine_on_one_line(string text) => Assert.Null(TextRules.Check(text, 100, required: true, multiline: false));

    [Fact]
    public void Cleaned_text_always_passes_the_check() =>
        Seeded.Holds(Seeded.HostileText, text => Assert.Null(TextRules.Check(TextRules.Clean(text), int.MaxValue)));

    [Fact]
    public void Cleaning_drops_only_what_the_check_refuses() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var clean = TextRules.Clean(text);
        if (TextRules.Check(text, int.MaxValue) is null) Assert.Equal(text, clean);
        Assert.Equal(clean, TextRules.Clean(clean));
        foreach (var kept in new[] { "😀", "\ufffd", "é", "\u00a0" }) Assert.Equal(Count(text, kept), Count(clean, kept));
    });

    [Theory]
    [InlineData("a\0b", "ab")]
    [InlineData("\\ud83d", "")]
    [InlineData("x\\ud83dy😀\\ude00z", "xy😀z")]
    [InlineData("kept \ufffd\u0007 replacement", "kept \ufffd replacement")]
    [InlineData("line\r\nbreak\ttab\u0085", "line\r\nbreak\ttab")]
    [InlineData("", "")]
    public void Cleaning_examples(string text, string clean) => Assert.Equal(clean, TextRules.Clean(Escaped.Text(text)));

    [Theory]
    [InlineData("https://example.org", true)]
    [InlineData("http://example.org:8080/a/b?c=d#e", true)]
    [InlineData("HTTPS://EXAMPLE.ORG/", true)]
    [InlineData("https://bücher.example/ü", true)]
    [InlineData("https://[::1]/", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("example.org", false)]
    [InlineData("/path", false)]
    [InlineData("//example.org", false)]
    [InlineData("https://", false)]
    [InlineData("http:example.org", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("https://user@example.org/", false)]
    [InlineData("https://user:secret@example.org/", false)]
    [InlineData(" https://example.org", false)]
    [InlineData("https://example.org\n", false)]
    [InlineData("https://example.org/a b", false)]
    [InlineData("https://example.org/\0", false)]
    [InlineData("https://example.org/\\ud83d", false)]
    [InlineData("https://[::1", false)]
    public void Only_absolute_web_addresses_without_credentials_are_web_urls(string? url, bool expected) =>
        Assert.Equal(expected, TextRules.IsWebUrl(url is null ? null : Escaped.Text(url)));

    [Theory]
    [InlineData("safe\\u202efdp.exe", "U+202E")]
    [InlineData("\\u202anormal\\u202c", "U+202A")]
    [InlineData("\\u2066isolated\\u2069", "U+2066")]
    [InlineData("mark\\u200e", "U+200E")]
    [InlineData("\\u061c", "U+061C")]
    [InlineData("pro\\u200bmpt", "U+200B")]
    [InlineData("\\ufeffprompt", "U+FEFF")]
    [InlineData("soft\\u00adhyphen", "U+00AD")]
    [InlineData("word\\u2060joiner", "U+2060")]
    [InlineData("\\u3164", "U+3164")]
    [InlineData("\\u2800", "U+2800")]
    [InlineData("a\\u200db", "U+200D")]
    [InlineData("a\\u200cb", "U+200C")]
    [InlineData("\\u200d👩", "U+200D")]
    [InlineData("👩\\u200d", "U+200D")]
    [InlineData("a\\ufe0f", "U+FE0F")]
    [InlineData("❤\\ufe0f\\ufe0f", "U+FE0F")]
    [InlineData("a\\udb40\\udc61", "U+E0061")]
    [InlineData("👍\\udb40\\udc61", "U+E0061")]
    [InlineData("a\\udb40\\udd00", "U+E0100")]
    public void A_label_holds_nothing_that_hides_or_turns_the_text_and_the_check_names_it(string text, string character)
    {
        Assert.Null(TextRules.Check(Escaped.Text(text), 100, multiline: false));
        Assert.Equal($"holds a character that cannot be seen or turns the writing direction ({character})", TextRules.CheckLabel(Escaped.Text(text), 100));
        Assert.Null(TextRules.CheckLabel(TextRules.CleanLabel(Escaped.Text(text)), 100));
    }

    [Theory]
    [InlineData("中文 العربية עברית")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष")]
    [InlineData("ന്\u200d")]
    [InlineData("👩\u200d👩\u200d👧\u200d👦 🇩🇪 e\u0301")]
    [InlineData("🏳\ufe0f\u200d🌈 ❤\ufe0f\u200d🔥 👩🏽\u200d⚕\ufe0f 🙂\u200d↔\ufe0f")]
    [InlineData("1\ufe0f\u20e3 ☎\ufe0e ℹ\ufe0f ©\ufe0f")]
    [InlineData("葛\U000E0100")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    [InlineData("ᠮᠣᠩᠭᠣᠯ\u180b")]
    public void A_label_may_hold_what_its_script_cannot_be_written_without(string text)
    {
        Assert.Null(TextRules.CheckLabel(text, 100, required: true));
        Assert.Equal(text, TextRules.CleanLabel(text));
    }

    [Fact]
    public void A_cleaned_label_always_passes_the_check_and_cleaning_again_changes_nothing() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var clean = TextRules.CleanLabel(text).ReplaceLineEndings(" ");
        Assert.Null(TextRules.CheckLabel(clean, int.MaxValue));
        Assert.Equal(clean, TextRules.CleanLabel(clean));
    });

    [Fact]
    public void What_stands_there_already_may_stay()
    {
        var errors = new ValidationErrors();
        TextRules.CheckLabel(errors, "title", "old\u200b", 100, known: "old\u200b");
        Assert.False(errors.Any);
        TextRules.CheckLabel(errors, "title", "new\u200b", 100, known: "old\u200b");
        Assert.True(errors.Any);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
