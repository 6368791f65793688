using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Tests.Common;

namespace PromptGrid.Domain.Tests.Moderation;

public sealed class RefusedWordsTests
{
    private static readonly RefusedWords Words = new(["grobian", "Flegel", " ", "böse"]);

    [Theory]
    [InlineData("shit")]
    [InlineData("SHIT")]
    [InlineData("Shít")]
    [InlineData("oh-shit")]
    [InlineData("shit_happens")]
    [InlineData("a.shit.b")]
    [InlineData("shit42")]
    [InlineData("42shit")]
    [InlineData("ｓｈｉｔ")]
    [InlineData("flegel")]
    [InlineData("der-GROBIAN")]
    [InlineData("bose")]
    public void Whole_words_are_refused_however_they_are_written(string text) => Assert.True(Words.Refuses(text));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("scunthorpe")]
    [InlineData("class")]
    [InlineData("assassin")]
    [InlineData("cockburn")]
    [InlineData("penistone")]
    [InlineData("shitake")]
    [InlineData("s-h-i-t")]
    [InlineData("raccoon")]
    [InlineData("grape")]
    [InlineData("therapist")]
    [InlineData("spicy")]
    [InlineData("klugflegelei")]
    [InlineData("中文")]
    public void Words_that_merely_contain_one_pass(string text) => Assert.False(Words.Refuses(text));

    [Fact]
    public void Without_a_setting_the_built_in_words_hold() => Assert.Equal((true, false), (RefusedWords.Standard.Refuses("shit"), RefusedWords.Standard.Refuses("flegel")));

    [Fact]
    public void Any_text_gets_an_answer() => Seeded.Holds(Seeded.HostileText, text => Words.Refuses(text));
}
