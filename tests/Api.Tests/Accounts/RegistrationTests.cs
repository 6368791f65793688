using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class RegistrationTests(ApiServer server)
{
    private static object Account(string handle, string? email = null, string? password = null, string? displayName = null) =>
        new { handle, email = email ?? $"{handle}@example.com", password = password ?? ApiCaller.Password, displayName };

    [Fact]
    public async Task Registering_answers_201_with_the_user_and_both_tokens()
    {
        var handle = Names.Next("ada-");
        var answer = (await server.Nobody.PostAsync("/v1/auth/register", Account(handle, displayName: "Ada Lovelace"))).Expect(201);

        Assert.Equal(["accessToken", "expiresIn", "refreshToken", "user"], answer.Json.MemberNames());
        Assert.Equal(3600, answer["expiresIn"].GetInt32());
        Assert.StartsWith("usr_", answer["user.id"].GetString());
        Assert.Equal(handle, answer["user.handle"].GetString());
        Assert.Equal("Ada Lovelace", answer["user.displayName"].GetString());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.DoesNotContain("password", answer.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_taken_handle_is_a_conflict_that_names_the_handle()
    {
        var handle = (await server.SignUpAsync()).Handle;
        var answer = await server.Nobody.PostAsync("/v1/auth/register", Account(handle, email: Names.Next("other") + "@example.com"));
        answer.ExpectProblem(409, "conflict");
        Assert.Equal(["handle"], answer["errors"].MemberNames());
    }

    [Fact]
    public async Task A_taken_email_is_a_conflict_that_names_the_email_whatever_its_case()
    {
        var handle = (await server.SignUpAsync()).Handle;
        var answer = await server.Nobody.PostAsync("/v1/auth/register", Account(Names.Next("user-"), email: $"{handle.ToUpperInvariant()}@EXAMPLE.com"));
        answer.ExpectProblem(409, "conflict");
        Assert.Equal(["email"], answer["errors"].MemberNames());
    }

    [Fact]
    public async Task Of_many_who_want_one_handle_at_once_exactly_one_gets_it()
    {
        var handle = Names.Next("wanted-");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => server.Nobody.PostAsync("/v1/auth/register", Account(handle, email: $"{handle}.{i}@example.com"))));
        Assert.Single(answers, a => a.Status == 201);
        foreach (var refused in answers.Where(a => a.Status != 201)) refused.ExpectProblem(409, "conflict");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("UPPER")]
    [InlineData("with_underscore")]
    [InlineData("with space")]
    [InlineData("ünicode")]
    [InlineData("a234567890123456789012345678901234567890")]
    [InlineData("")]
    [InlineData("admin")]
    public async Task A_handle_outside_the_rules_is_refused(string handle) =>
        (await server.Nobody.PostAsync("/v1/auth/register", Account(handle, email: Names.Next("e") + "@example.com"))).ExpectInvalid("handle");

    [Theory]
    [InlineData("")]
    [InlineData("no-at.example.com")]
    [InlineData("two@at@example.com")]
    [InlineData("space in@example.com")]
    [InlineData("nodot@example")]
    public async Task An_email_that_is_none_is_refused(string email) =>
        (await server.Nobody.PostAsync("/v1/auth/register", Account(Names.Next("user-"), email: email))).ExpectInvalid("email");

    [Fact]
    public async Task A_password_of_nine_characters_is_refused_and_one_of_ten_is_taken()
    {
        (await server.Nobody.PostAsync("/v1/auth/register", Account(Names.Next("user-"), password: "123456789"))).ExpectInvalid("password");
        (await server.Nobody.PostAsync("/v1/auth/register", Account(Names.Next("user-"), password: "1234567890"))).Expect(201);
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = (await server.Nobody.PostAsync("/v1/auth/register", new { handle = "A", email = "x", password = "y", displayName = new string('d', 81) })).ExpectProblem(400, "validation");
        Assert.Equal(["displayName", "email", "handle", "password"], answer["errors"].MemberNames());
    }

    [Fact]
    public async Task Registering_twice_with_one_key_makes_one_account_and_signs_in_twice()
    {
        var account = Account(Names.Next("user-"));
        var key = ("Idempotency-Key", Names.Next("register-"));
        var first = (await server.Nobody.PostAsync("/v1/auth/register", account, key)).Expect(201);
        var again = (await server.Nobody.PostAsync("/v1/auth/register", account, key)).Expect(201);
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first["user.id"].GetString(), again["user.id"].GetString());

        (await server.Nobody.PostAsync("/v1/auth/register", Account(Names.Next("user-")), key)).ExpectProblem(409, "conflict");
    }
}
