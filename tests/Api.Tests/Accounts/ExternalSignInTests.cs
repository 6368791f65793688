using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

public sealed class ExternalSignInTests : IAsyncLifetime
{
    private const string Verifier = "a-secret-that-only-this-page-knows-0123456789";

    private OAuthStandIn _provider = null!;
    private ApiServer _server = null!;

    private static string Challenge => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public async Task InitializeAsync()
    {
        _provider = await OAuthStandIn.StartAsync();
        _server = await ApiServer.StartAsync([.. _provider.Settings, ("ExternalSignIn:ReturnOrigins:0", "https://app.example.org")]);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    /// <summary>Goes the way of a browser to the provider, and stops in front of the callback.</summary>
    private async Task<(string Callback, string Cookie)> BeginAsync(string provider, string returnTo = "/welcome?a=1")
    {
        var start = (await _server.Nobody.GetAsync($"/v1/auth/external/{provider}/start?challenge={Challenge}&returnTo={Uri.EscapeDataString(returnTo)}")).Expect(302);
        var cookie = start.Header("Set-Cookie")!;
        foreach (var attribute in (string[])["httponly", "samesite=lax", "path=/v1/auth/external"]) Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var answer = await browser.GetAsync(new Uri(start.Header("Location")!));
        Assert.Equal(302, (int)answer.StatusCode);
        return (answer.Headers.Location!.PathAndQuery, cookie.Split(';')[0]);
    }

    /// <summary>Where the browser is sent at the end.</summary>
    private async Task<Uri> ReturnAsync(string provider, string returnTo = "/welcome?a=1")
    {
        var (callback, cookie) = await BeginAsync(provider, returnTo);
        var answer = (await _server.Nobody.GetAsync(callback, ("Cookie", cookie))).Expect(302);
        return new Uri(new Uri("https://here.example"), answer.Header("Location")!);
    }

    private static string CodeOf(Uri address) => QueryHelpers.ParseQuery(address.Query)["code"].ToString();

    private Task<Answer> CompleteAsync(string code, string? password = null, string? handle = null, string verifier = Verifier) =>
        _server.Nobody.PostAsync("/v1/auth/external/complete", new { code, verifier, password, handle });

    [Fact]
    public async Task Providers_are_those_that_are_configured()
    {
        Assert.Equal(["github", "google"], (await _server.Nobody.GetAsync("/v1/auth/external")).Expect(200)["providers"].Strings());
        (await _server.Nobody.GetAsync($"/v1/auth/external/gitlab/start?challenge={Challenge}")).ExpectProblem(404, "not-found");
        await using var other = await ApiServer.StartAsync();
        Assert.Empty((await other.Nobody.GetAsync("/v1/auth/external")).Expect(200)["providers"].Strings());
        (await other.Nobody.GetAsync($"/v1/auth/external/github/start?challenge={Challenge}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_server_from_starting()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync(("ExternalSignIn:GitHub:ClientId", "grid")));
        Assert.Contains("ExternalSignIn:GitHub:ClientSecret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github", "octo-cat", "octo@example.com")]
    [InlineData("google", "g-user", "g.user@example.com")]
    public async Task The_first_time_makes_an_account_and_the_next_time_signs_in_to_it(string provider, string handle, string email)
    {
        var address = await ReturnAsync(provider);
        Assert.Equal(("/welcome", "1"), (address.AbsolutePath, QueryHelpers.ParseQuery(address.Query)["a"].ToString()));
        var made = (await CompleteAsync(CodeOf(address))).Expect(200);
        Assert.Equal((handle, email), (made["user.handle"].GetString(), made["user.email"].GetString()));
        (await new ApiCaller(_server, made.Json).GetAsync("/v1/me")).Expect(200);

        var again = (await CompleteAsync(CodeOf(await ReturnAsync(provider)))).Expect(200);
        Assert.Equal(made["user.id"].GetString(), again["user.id"].GetString());
        (await _server.Nobody.PostAsync("/v1/auth/login", new { login = handle, password = "" })).Expect(400);
        (await _server.Nobody.PostAsync("/v1/auth/login", new { login = handle, password = "no password at all" })).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_handle_can_be_wished_and_a_made_one_yields_to_one_that_is_taken()
    {
        await _server.SignUpAsync("octo-cat");
        var code = CodeOf(await ReturnAsync("github"));
        (await CompleteAsync(code, handle: "octo-cat")).ExpectProblem(409, "conflict");
        (await CompleteAsync(code, handle: "No!")).ExpectInvalid("handle");
        Assert.Equal("octo-cat-2", (await CompleteAsync(code)).Expect(200)["user.handle"].GetString());
        _provider.GitHubUser = new { id = 2, login = "x", name = "李" };
        _provider.GitHubEmails = new[] { new { email = "two@example.com", primary = true, verified = true } };
        Assert.Equal("my-own", (await CompleteAsync(CodeOf(await ReturnAsync("github")), handle: "my-own")).Expect(200)["user.handle"].GetString());
    }

    [Fact]
    public async Task A_code_works_once_and_only_with_the_secret_of_who_began()
    {
        var code = CodeOf(await ReturnAsync("github"));
        (await CompleteAsync(code, verifier: Verifier + "x")).ExpectProblem(401, "unauthenticated");
        (await CompleteAsync(code[..^4] + "AAAA")).ExpectProblem(401, "unauthenticated");
        (await CompleteAsync("")).ExpectProblem(401, "unauthenticated");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => CompleteAsync(code)));
        Assert.Single(answers, a => a.Status == 200);
        (await CompleteAsync(code)).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_callback_that_this_browser_did_not_begin_is_refused_and_no_code_is_exchanged()
    {
        var (callback, cookie) = await BeginAsync("github");
        var (_, otherCookie) = await BeginAsync("github");
        (await _server.Nobody.GetAsync(callback)).ExpectInvalid("state");
        (await _server.Nobody.GetAsync(callback, ("Cookie", otherCookie))).ExpectInvalid("state");
        (await _server.Nobody.GetAsync(callback.Replace("github", "google", StringComparison.Ordinal), ("Cookie", cookie))).ExpectInvalid("state");
        (await _server.Nobody.GetAsync(callback.Replace("state=", "state=x", StringComparison.Ordinal), ("Cookie", cookie))).ExpectInvalid("state");
        Assert.Equal(0, _provider.Exchanges);
        // The provider's code is bound to who began, too: with another verifier it is refused.
        var state = QueryHelpers.ParseQuery(new Uri("http://x" + callback).Query)["state"];
        var failed = (await _server.Nobody.GetAsync($"/v1/auth/external/github/callback?code=wrong&state={state}", ("Cookie", cookie))).Expect(302);
        Assert.Contains("error=failed", failed.Header("Location")!, StringComparison.Ordinal);
        var (_, third) = await BeginAsync("github");
        Assert.NotEqual(cookie, third);
    }

    [Fact]
    public async Task Who_says_no_there_is_told_so_here()
    {
        var (callback, cookie) = await BeginAsync("github");
        var state = QueryHelpers.ParseQuery(new Uri("http://x" + callback).Query)["state"];
        Assert.Equal("/welcome?a=1&error=denied", (await _server.Nobody.GetAsync($"/v1/auth/external/github/callback?error=access_denied&state={state}", ("Cookie", cookie))).Expect(302).Header("Location"));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/välkommen")]
    [InlineData("https://app.example.org.evil.example/")]
    [InlineData("https://app.example.org@evil.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_a_stranger(string returnTo) =>
        (await _server.Nobody.GetAsync($"/v1/auth/external/github/start?challenge={Challenge}&returnTo={Uri.EscapeDataString(returnTo)}")).ExpectInvalid("returnTo");

    [Fact]
    public async Task An_allowed_origin_may_be_returned_to()
    {
        Assert.Equal("app.example.org", (await ReturnAsync("github", "https://app.example.org/done")).Host);
        (await _server.Nobody.GetAsync("/v1/auth/external/github/start")).ExpectInvalid("challenge");
        (await _server.Nobody.GetAsync("/v1/auth/external/github/start?challenge=short")).ExpectInvalid("challenge");
    }

    [Fact]
    public async Task An_account_with_the_same_address_is_linked_by_its_password_only()
    {
        // Somebody registered the address here: they may be the owner, or somebody who lies in wait for the owner.
        var here = (await _server.Nobody.PostAsync("/v1/auth/register", new { handle = "here", email = "Octo@Example.com", password = ApiCaller.Password })).Expect(201);
        var code = CodeOf(await ReturnAsync("github"));
        Assert.True((await CompleteAsync(code)).ExpectProblem(409, "conflict")["errors"].TryGetProperty("password", out _));
        (await CompleteAsync(code, "not the password")).ExpectProblem(401, "unauthenticated");
        var linked = (await CompleteAsync(code, ApiCaller.Password)).Expect(200);
        Assert.Equal(here["user.id"].GetString(), linked["user.id"].GetString());
        Assert.Equal(here["user.id"].GetString(), (await CompleteAsync(CodeOf(await ReturnAsync("github")))).Expect(200)["user.id"].GetString());
        (await _server.Nobody.PostAsync("/v1/auth/login", new { login = "here", password = ApiCaller.Password })).Expect(200);
    }

    [Fact]
    public async Task An_address_that_the_provider_has_not_verified_counts_for_nothing()
    {
        await _server.SignUpAsync("victim");
        _provider.GitHubEmails = new[] { new { email = "victim@example.com", primary = true, verified = false } };
        (await CompleteAsync(CodeOf(await ReturnAsync("github")), ApiCaller.Password)).ExpectProblem(403, "forbidden");
        _provider.GoogleUser = new { sub = "1", email = "victim@example.com", email_verified = false };
        (await CompleteAsync(CodeOf(await ReturnAsync("google")), ApiCaller.Password)).ExpectProblem(403, "forbidden");
    }

    [Fact]
    public async Task An_account_without_a_password_can_get_one_and_can_be_deleted_shortly_after_signing_in()
    {
        var user = new ApiCaller(_server, (await CompleteAsync(CodeOf(await ReturnAsync("github")))).Expect(200).Json);
        (await user.PostAsync("/v1/me/password", new { newPassword = "a password at last" })).Expect(204);
        (await user.SendAsync("DELETE", "/v1/me", null)).ExpectInvalid("password");
        var other = new ApiCaller(_server, (await CompleteAsync(CodeOf(await ReturnAsync("google")))).Expect(200).Json);
        (await other.SendAsync("DELETE", "/v1/me", null)).Expect(204);
        // The identity is free, and makes another account.
        Assert.NotEqual(other.UserId, (await CompleteAsync(CodeOf(await ReturnAsync("google")))).Expect(200)["user.id"].GetString());
        await DeletionTests.ErasedAsync(_server, other.UserId);
    }
}
