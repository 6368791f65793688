using PromptGrid.Domain.Prompts;
using static PromptGrid.Domain.Tests.Prompts.Samples;

namespace PromptGrid.Domain.Tests.Prompts;

public sealed class PromptAccessTests
{
    [Theory]
    [InlineData("public", true, true)]
    [InlineData("unlisted", true, false)]
    [InlineData("private", false, false)]
    [InlineData("a-visibility-of-tomorrow", false, false)]
    public void Who_may_read_and_what_is_listed(string visibility, bool strangersRead, bool listed)
    {
        var prompt = Publish() with { Visibility = visibility };
        Assert.Equal(strangersRead, PromptAccess.CanRead(prompt, null));
        Assert.Equal(strangersRead, PromptAccess.CanRead(prompt, OtherId));
        Assert.Equal(strangersRead, PromptAccess.CanRead(prompt, ""));
        Assert.True(PromptAccess.CanRead(prompt, OwnerId));
        Assert.Equal(listed, prompt.IsListed);
    }

    [Theory]
    [InlineData("public")]
    [InlineData("unlisted")]
    [InlineData("private")]
    public void Only_the_owner_may_write(string visibility)
    {
        var prompt = Publish() with { Visibility = visibility };
        Assert.True(PromptAccess.CanWrite(prompt, OwnerId));
        Assert.False(PromptAccess.CanWrite(prompt, OtherId));
        Assert.False(PromptAccess.CanWrite(prompt, OwnerId.ToUpperInvariant()));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("unlisted")]
    [InlineData("private")]
    public void Nobody_may_read_or_write_what_is_deleted(string visibility)
    {
        var tombstone = PromptRules.Delete(Publish() with { Visibility = visibility }, Later);
        foreach (var reader in new[] { null, OtherId, OwnerId }) Assert.False(PromptAccess.CanRead(tombstone, reader));
        Assert.False(PromptAccess.CanWrite(tombstone, OwnerId));
    }

    [Theory]
    [InlineData("public", true)]
    [InlineData("unlisted", true)]
    [InlineData("private", false)]
    public void What_moderators_hid_is_for_its_owner_and_moderators(string visibility, bool moderatorsRead)
    {
        var hidden = Publish() with { Visibility = visibility, Moderation = new PromptModeration(ModerationStates.Hidden, "x", Later, 1) };
        foreach (var reader in new[] { null, OtherId, "" }) Assert.False(PromptAccess.CanRead(hidden, reader));
        Assert.True(PromptAccess.CanRead(hidden, OwnerId));
        Assert.Equal(moderatorsRead, PromptAccess.CanRead(hidden, new PromptViewer(OtherId, IsModerator: true)));
        Assert.True(PromptAccess.CanWrite(hidden, OwnerId));
        Assert.False(PromptAccess.CanFork(hidden));
        Assert.False(hidden.IsListed);
        Assert.True(PromptAccess.CanSeeModeration(hidden, OwnerId));
        Assert.False(PromptAccess.CanSeeModeration(hidden, OtherId));
        Assert.False(PromptAccess.CanSeeModeration(hidden with { OwnerId = "" }, new PromptViewer(null)));
    }
}
