using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Tests.Users;

public sealed class AccountRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/130.0 Mobile Safari/604.1", "Chrome on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.10.1", "curl")]
    [InlineData("promptgrid-cli/1", "promptgrid-cli")]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("<script>", null)]
    [InlineData(null, null)]
    public void A_device_is_told_by_its_kind_alone(string? userAgent, string? label) => Assert.Equal(label, DeviceLabel.Of(userAgent));

    [Fact]
    public void A_device_that_says_much_is_cut_short() => Assert.Equal(40, DeviceLabel.Of(new string('x', 5_000))!.Length);

    [Theory]
    [InlineData("Octo-Cat", "octo-cat")]
    [InlineData("李", "user")]
    [InlineData("x", "user")]
    [InlineData("", "user")]
    [InlineData(null, "user")]
    public void A_handle_is_made_of_a_name_from_elsewhere(string? name, string expected)
    {
        var handle = UserRules.HandleFrom(name);
        Assert.True(UserRules.IsHandle(handle), handle);
        Assert.Equal(expected, handle);
    }

    [Fact]
    public void Numbered_handles_stay_handles()
    {
        var handle = UserRules.HandleFrom(new string('a', 100));
        Assert.Equal(UserRules.HandleLengthMax, handle.Length);
        Assert.True(UserRules.IsHandle(UserRules.NumberedHandle(handle, 12)));
        Assert.EndsWith("a-12", UserRules.NumberedHandle(handle, 12), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_includes_read_and_a_key_ends_when_it_says()
    {
        Assert.Equal(["read", "write"], ApiKeyRules.Check("x", ["write"], null, Now).Value.ToArray());
        Assert.Equal(["read"], ApiKeyRules.Check("x", ["read"], Now.AddDays(1), Now).Value.ToArray());
        Assert.NotNull(ApiKeyRules.Check("x", ["read"], Now, Now).Failure);
        var key = new UserApiKey("key_1", "x", "h", "p", ["read"], Now, Now.AddDays(1));
        Assert.Equal((false, true, false), (key.IsExpired(Now), key.IsExpired(Now.AddDays(1)), key.Allows(ApiKeyScopes.Write)));
        Assert.False((key with { ExpiresAt = null }).IsExpired(DateTimeOffset.MaxValue));
    }

    [Theory]
    [InlineData("pgk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd", true)]
    [InlineData("pgk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc", false)]
    [InlineData("pgk_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabc-", false)]
    [InlineData("pgx_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd", false)]
    [InlineData("", false)]
    public void Only_what_has_the_shape_of_a_key_is_looked_up(string text, bool isKey) => Assert.Equal(isKey, ApiKeyRules.IsKey(text));

    [Fact]
    public void A_tombstone_holds_nothing_personal()
    {
        var user = new UserDocument { Id = "usr_1", Handle = "h-ann", Email = "e-ann", PasswordHash = "p-ann", DisplayName = "d-ann", Bio = "b-ann", AvatarUrl = "a-ann", Links = ["l-ann"], ExternalLogins = ["github:ann"], CreatedAt = Now };
        var tombstone = UserRules.Delete(user, Now);
        Assert.True(tombstone.IsDeleted);
        Assert.DoesNotContain("ann", System.Text.Json.JsonSerializer.Serialize(tombstone, DomainJson.Stored.UserDocument), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restored_prompt_is_believed_its_past_and_not_its_future()
    {
        var made = PromptRules.Publish("prm_1", "usr_1", new PromptDraft { Title = "T", Content = "x" }, Now).Value!;
        var restore = new PromptRestore("prm_1", new ExportedVersion(7, "3.1.4", Now.AddDays(-2)), Now.AddDays(-3), Now.AddYears(900), null);
        var restored = RestoreRules.Apply(made, null, restore, Now).Value!;
        Assert.Equal((Now.AddDays(-3), Now, Now.AddDays(-2)), (restored.CreatedAt, restored.UpdatedAt, restored.Version.CreatedAt));
        // The number is counted here; only its name is told.
        Assert.Equal((1, "3.1.4", made.Version.ContentHash), (restored.Version.Number, restored.Version.Semver, restored.Version.ContentHash));

        var older = RestoreRules.Apply(made, null, restore with { CreatedAt = DateTimeOffset.MinValue, UpdatedAt = DateTimeOffset.MinValue }, Now).Value!;
        Assert.Equal((DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch), (older.CreatedAt, older.UpdatedAt));
        foreach (var semver in (string[])["", "1.0", "1.0.0\n", "1.0.0-x", "9999999999.0.0"]) Assert.NotNull(RestoreRules.Apply(made, null, restore with { Version = restore.Version with { Semver = semver } }, Now).Failure);
    }
}
