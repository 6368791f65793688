using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Tests.Prompts;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Tests.Users;

public sealed class ProfileTests
{
    private static readonly UserDocument Ann = new()
    {
        Id = "usr_x",
        Handle = "ann",
        Email = "ann@example.org",
        PasswordHash = "hash",
        DisplayName = "Ann",
        Bio = "Writes.",
        AvatarUrl = "https://a.example/ann.png",
        Links = ["https://a.example/"],
        CreatedAt = new DateTimeOffset(2025, 6, 1, 12, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Only_named_fields_count()
    {
        var patch = new ProfilePatch("Other", "Other", "javascript:alert(1)", ["no url", null!], []);
        Assert.Same(Ann, Samples.Accepted(UserRules.EditProfile(Ann, patch)));
    }

    [Fact]
    public void Saying_what_already_is_changes_nothing() =>
        Assert.Same(Ann, Samples.Accepted(UserRules.EditProfile(Ann, new ProfilePatch(" Ann ", "Writes.", Ann.AvatarUrl, [.. Ann.Links], ProfilePatch.KnownFields))));

    [Fact]
    public void Named_fields_change()
    {
        var user = Edit(new ProfilePatch("Ann B.", "Reads.\nWrites.", "https://b.example/", ["https://b.example/1", "https://b.example/2"], ProfilePatch.KnownFields));
        Assert.Equal(("Ann B.", "Reads.\nWrites.", "https://b.example/"), (user.DisplayName, user.Bio, user.AvatarUrl));
        Assert.Equal<string>(["https://b.example/1", "https://b.example/2"], user.Links);
        Assert.Equal((Ann.Id, Ann.Handle, Ann.Email, Ann.PasswordHash, Ann.CreatedAt), (user.Id, user.Handle, user.Email, user.PasswordHash, user.CreatedAt));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Null_and_empty_clear_all_but_the_name(string? value)
    {
        var user = Edit(new ProfilePatch(null, value, value, null, ["bio", "avatarUrl", "links"]));
        Assert.Equal(("Ann", "", null, true), (user.DisplayName, user.Bio, user.AvatarUrl, user.Links.IsEmpty));
        Assert.True(Edit(new ProfilePatch(null, null, null, default(ImmutableArray<string>), ["links"])).Links.IsEmpty);
        Refused(new ProfilePatch(value, null, null, null, ["displayName"]), "displayName");
    }

    [Fact]
    public void Limits_may_be_reached_but_not_passed()
    {
        static string Url(int length) => "https://a.example/" + new string('a', length - 18);
        Edit(new ProfilePatch(new string('a', 80), new string('b', 500), Url(500), [.. Enumerable.Repeat(Url(500), 5)], ProfilePatch.KnownFields));
        Refused(new ProfilePatch(new string('a', 81), null, null, null, ["displayName"]), "displayName");
        Refused(new ProfilePatch(null, new string('b', 501), null, null, ["bio"]), "bio");
        Refused(new ProfilePatch(null, null, Url(501), null, ["avatarUrl"]), "avatarUrl");
        Refused(new ProfilePatch(null, null, null, [Url(501)], ["links"]), "links[0]");
        Refused(new ProfilePatch(null, null, null, [.. Enumerable.Repeat(Url(500), 6)], ["links"]), "links");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://a.example/\n")]
    [InlineData("https://ann:secret@a.example/")]
    [InlineData(" ")]
    public void Addresses_must_be_web_addresses(string url)
    {
        Refused(new ProfilePatch(null, null, url, null, ["avatarUrl"]), "avatarUrl");
        Refused(new ProfilePatch(null, null, null, ["https://a.example/", url], ["links"]), "links[1]");
    }

    [Fact]
    public void Hostile_profiles_are_validation_errors()
    {
        Refused(new ProfilePatch("a\nb", null, null, null, ["displayName"]), "displayName");
        Refused(new ProfilePatch("a\ud83d", null, null, null, ["displayName"]), "displayName");
        Refused(new ProfilePatch(null, "a\0", null, null, ["bio"]), "bio");
        Refused(new ProfilePatch(null, null, null, [null!, ""], ["links"]), "links[0]", "links[1]");
        Assert.False(UserRules.EditProfile(Ann, new ProfilePatch(null, null, null, [.. Enumerable.Repeat("x", 100_000)], ["links"])).TryGet(out _, out var failure));
        Assert.Equal(6, failure!.Errors!.Count);
    }

    private static UserDocument Edit(ProfilePatch patch) => Samples.Accepted(UserRules.EditProfile(Ann, patch));

    private static void Refused(ProfilePatch patch, params string[] fields) => Samples.Refused(UserRules.EditProfile(Ann, patch), fields);
}
