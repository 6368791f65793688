using PromptGrid.Domain.Follows;

namespace PromptGrid.Domain.Tests.Follows;

public sealed class FollowedTagTests
{
    [Theory]
    [InlineData("cooking", "cooking")]
    [InlineData("#French  Food", "french-food")]
    [InlineData("french_food", "french-food")]
    public void A_tag_is_read_in_its_one_spelling(string text, string tag)
    {
        Assert.Equal(tag, FollowEdges.ReadTag(text));
        Assert.Equal(tag, FollowEdges.TagOf(FollowEdges.TagEntity(tag)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("##")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void What_can_be_no_tag_is_not_read(string text) => Assert.Null(FollowEdges.ReadTag(text));
}
