using System.Diagnostics;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tests.Common;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class TemplateVariablesTests
{
    [Theory]
    [InlineData("no places", "")]
    [InlineData("{{a}} {{b}} {{a}}", "a,b")]
    [InlineData("{{ spaced }}{{\ttab\n}}{{\u00a0wide\u3000}}", "spaced,tab,wide")]
    [InlineData("{{{triple}}}", "triple")]
    [InlineData("{{A}} {{a}}", "A,a")]
    [InlineData("{{_x.y-z9}}", "_x.y-z9")]
    [InlineData("{a} {{}} {{ }} {{1a}} {{-a}} {{a b}} {{é}} {{a} } { {a}}", "")]
    [InlineData("{{#if x}} {{/if}} {{> part}}", "")]
    [InlineData("{{a{{b}}", "b")]
    [InlineData("{{a\nb}}", "")]
    public void Names_stand_in_order_of_first_appearance(string text, string names) =>
        Assert.Equal(names, string.Join(',', TemplateVariables.NamesIn([text])));

    [Fact]
    public void Names_are_gathered_over_all_texts_in_order() =>
        Assert.Equal<string>(["b", "a", "c"], TemplateVariables.NamesIn(["{{b}}", "", "{{a}}{{b}}", "{{c}}"]));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        var longest = new string('a', 64);
        Assert.Equal<string>([longest], TemplateVariables.NamesIn(["{{" + longest + "}}"]));
        Assert.Empty(TemplateVariables.NamesIn(["{{" + longest + "a}}"]));
        Assert.True(TemplateVariables.IsName(longest));
        Assert.False(TemplateVariables.IsName(longest + "a"));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5_000)]
    public void One_more_than_the_limit_is_enough_to_know_that_there_are_too_many(int count) =>
        Assert.Equal(Math.Min(count, PromptLimits.Variables + 1), TemplateVariables.NamesIn(Enumerable.Range(0, count).Select(i => $"{{{{v{i}}}}}")).Length);

    [Fact]
    public void Every_name_that_is_found_is_a_name_and_stands_in_the_text() => Seeded.Holds(Seeded.HostileText, text =>
    {
        foreach (var name in TemplateVariables.NamesIn([text]))
        {
            Assert.True(TemplateVariables.IsName(name), name);
            Assert.Contains(name, text, StringComparison.Ordinal);
        }
    });

    [Theory]
    [InlineData("{{")]
    [InlineData("{{ ")]
    [InlineData("{{a ")]
    [InlineData("{{                ")]
    [InlineData("{{aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void The_time_grows_with_the_length_of_a_hostile_text_not_with_its_square(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + new string(' ', 500_000);
        var watch = Stopwatch.StartNew();
        Assert.Empty(TemplateVariables.NamesIn([text]));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"Took {watch.Elapsed}.");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a", true)]
    [InlineData("_", true)]
    [InlineData("9", false)]
    [InlineData(".", false)]
    [InlineData("a b", false)]
    [InlineData("é", false)]
    public void Names_are_letters_then_letters_digits_and_marks(string name, bool valid) => Assert.Equal(valid, TemplateVariables.IsName(name));
}
