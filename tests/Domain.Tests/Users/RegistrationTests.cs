using PromptGrid.Domain.Common;
using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Users;

namespace PromptGrid.Domain.Tests.Users;

public sealed class RegistrationTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("ab", true)]
    [InlineData("a-b-9", true)]
    [InlineData("00", true)]
    [InlineData("--", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("Ab", false)]
    [InlineData("a_b", false)]
    [InlineData("a b", false)]
    [InlineData("a.b", false)]
    [InlineData("é-é", false)]
    [InlineData("ab\n", false)]
    [InlineData("ab\0", false)]
    [InlineData("٣٣", false)]
    [InlineData("admin", false)]
    [InlineData("api", false)]
    [InlineData("me", false)]
    [InlineData("promptgrid", false)]
    public void Handles_are_lower_case_letters_digits_and_hyphens_and_not_reserved(string? handle, bool accepted) =>
        Assert.Equal(accepted ? [] : ["handle"], Problems(handle: handle));

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(39, true)]
    [InlineData(40, false)]
    public void A_handle_has_2_to_39_characters(int length, bool accepted) => Assert.Equal(accepted ? [] : ["handle"], Problems(handle: new string('x', length)));

    [Theory]
    [InlineData("ann@example.org", true)]
    [InlineData("a.b+c@sub.example.org", true)]
    [InlineData("ünal@bücher.example", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("ann", false)]
    [InlineData("@example.org", false)]
    [InlineData("ann@", false)]
    [InlineData("ann@example", false)]
    [InlineData("ann@.org", false)]
    [InlineData("ann@example.", false)]
    [InlineData("a@b@example.org", false)]
    [InlineData("a b@example.org", false)]
    [InlineData(" ann@example.org", false)]
    [InlineData("ann@example.org\r\nBcc: all", false)]
    [InlineData("ann\u00a0@example.org", false)]
    [InlineData("ann\0@example.org", false)]
    [InlineData("ann\\ud83d@example.org", false)]
    public void An_e_mail_address_has_one_at_sign_and_a_dot_in_its_domain(string? email, bool accepted) =>
        Assert.Equal(accepted ? [] : ["email"], Problems(email: email is null ? null : Escaped.Text(email)));

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, true)]
    [InlineData(255, false)]
    public void An_e_mail_address_has_at_most_254_characters(int length, bool accepted) =>
        Assert.Equal(accepted ? [] : ["email"], Problems(email: new string('a', length - 12) + "@example.org"));

    [Theory]
    [InlineData(0, false)]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void A_password_has_10_to_200_characters(int length, bool accepted) => Assert.Equal(accepted ? [] : ["password"], Problems(password: new string('p', length)));

    [Theory]
    [InlineData("correct horse battery", true)]
    [InlineData("пароль из слов", true)]
    [InlineData("🔑🔑🔑🔑🔑", true)]
    [InlineData(null, false)]
    [InlineData("long enough\0", false)]
    [InlineData("long enough\\ud83d", false)]
    public void A_password_is_any_whole_text(string? password, bool accepted) =>
        Assert.Equal(accepted ? [] : ["password"], Problems(password: password is null ? null : Escaped.Text(password)));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("Ann 🌱", true)]
    [InlineData("a\nb", false)]
    [InlineData("a\0", false)]
    public void A_display_name_is_optional_and_on_one_line(string? name, bool accepted) => Assert.Equal(accepted ? [] : ["displayName"], Problems(displayName: name));

    [Theory]
    [InlineData(80, true)]
    [InlineData(81, false)]
    public void A_display_name_has_at_most_80_characters(int length, bool accepted) =>
        Assert.Equal(accepted ? [] : ["displayName"], Problems(displayName: new string('n', length)));

    [Fact]
    public void Everything_wrong_is_reported_at_once() =>
        Assert.Equal(["displayName", "email", "handle", "password"], UserRules.CheckRegistration(null, null, null, "\n")!.Errors!.Keys);

    [Fact]
    public void No_problem_repeats_the_password() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var password = text + "hunter2\0";
        var failure = UserRules.CheckRegistration("ann", "ann@example.org", password, null);
        Assert.DoesNotContain("hunter2", failure!.Detail + string.Join(' ', failure.Errors!.SelectMany(e => e.Value)), StringComparison.Ordinal);
    });

    [Fact]
    public void What_passes_can_be_stored_and_compared() => Seeded.Holds(Seeded.HostileText, text =>
    {
        var email = text + "@example.org";
        if (UserRules.CheckRegistration("ann", email, "long enough", text) is not null) return;
        Assert.Equal(UserRules.NormalizeEmail(email), UserRules.NormalizeEmail(UserRules.NormalizeEmail(email).ToUpperInvariant().ToLowerInvariant()));
        var user = UserRules.Register("usr_x", new UserRegistration("ann", email, "hash", text), Now);
        Assert.NotEmpty(user.DisplayName);
        Assert.Null(TextRules.Check(user.DisplayName, UserRules.DisplayNameLengthMax, required: true, multiline: false));
    });

    [Theory]
    [InlineData(" Ann@Example.ORG ", "ann@example.org")]
    [InlineData("ÄNN@example.org", "änn@example.org")]
    public void E_mail_addresses_are_compared_without_case(string email, string normal) => Assert.Equal(normal, UserRules.NormalizeEmail(email));

    [Theory]
    [InlineData("Ann B.", "Ann B.")]
    [InlineData("  Ann ", "Ann")]
    [InlineData(" ", "ann")]
    [InlineData(null, "ann")]
    public void Without_a_display_name_the_handle_is_shown(string? given, string shown)
    {
        var user = UserRules.Register("usr_x", new UserRegistration("ann", " Ann@Example.org", "hash", given), Now);
        Assert.Equal(("usr_x", "ann", "Ann@Example.org", "hash", shown, Now), (user.Id, user.Handle, user.Email, user.PasswordHash, user.DisplayName, user.CreatedAt));
        Assert.Equal(("", null, true), (user.Bio, user.AvatarUrl, user.Links.IsEmpty));
    }

    private static IEnumerable<string> Problems(string? handle = "ann", string? email = "ann@example.org", string? password = "long enough", string? displayName = null) =>
        UserRules.CheckRegistration(handle, email, password, displayName)?.Errors?.Keys ?? [];
}
