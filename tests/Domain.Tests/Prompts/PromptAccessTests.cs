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
}
