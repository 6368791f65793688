using Microsoft.AspNetCore.WebUtilities;
using PromptGrid.Api.Tests.Accounts;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>What must not be possible on the way to a provider and back.</summary>
public sealed class ExternalSignInPageTests : IAsyncLifetime
{
    private static readonly (string, string) FromHere = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) FromElsewhere = ("Sec-Fetch-Site", "cross-site");
    private static readonly (string, string) Browser = ("Accept", "text/html");

    private OAuthStandIn _provider = null!;
    private ApiServer _server = null!;

    public async Task InitializeAsync()
    {
        _provider = await OAuthStandIn.StartAsync();
        _server = await ApiServer.StartAsync(_provider.Settings);
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private Task<Answer> SendAsync(string path, (string Name, string Value)[] fields, params (string, string)[] headers) =>
        _server.Nobody.SendAsync("POST", path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), headers);

    /// <summary>A browser that began, went to the provider and stands before our last step.</summary>
    /// <returns>Where it stands, and the cookie that it holds.</returns>
    private async Task<(string Address, string Cookie)> GoThereAsync(string returnTo = "/explore", string provider = "github") =>
        await FollowAsync(await SendAsync("/login/with", [("provider", provider), ("return", returnTo)], FromHere, Browser));

    private async Task<(string Address, string Cookie)> FollowAsync(Answer begun)
    {
        begun.Expect(303);
        var cookie = begun.Header("Set-Cookie")!;
        foreach (var attribute in (string[])["pg_external=", "httponly", "samesite=lax", "path=/login"]) Assert.Contains(attribute, cookie, StringComparison.OrdinalIgnoreCase);
        var start = (await _server.Nobody.GetAsync(begun.Header("Location")!)).Expect(302);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var there = await browser.GetAsync(new Uri(start.Header("Location")!));
        var back = (await _server.Nobody.GetAsync(there.Headers.Location!.PathAndQuery, ("Cookie", start.Header("Set-Cookie")!.Split(';')[0]))).Expect(302);
        return (back.Header("Location")!, cookie.Split(';')[0]);
    }

    private static (string, string) Session(Answer answer) => ("Cookie", answer.Header("Set-Cookie")!.Split(", ").Single(c => c.StartsWith("pg_session=", StringComparison.Ordinal)).Split(';')[0]);

    private async Task<Answer> SignUpAsync(string handle)
    {
        var (address, cookie) = await GoThereAsync();
        var code = QueryHelpers.ParseQuery(new Uri(new Uri("http://x"), address).Query)["code"].ToString();
        return await SendAsync("/login/external", [("code", code), ("handle", handle)], ("Cookie", cookie), FromHere, Browser);
    }

    [Fact]
    public async Task Pages_offer_those_that_are_configured_and_may_send_forms_there_alone()
    {
        foreach (var path in (string[])["/login", "/signup"])
        {
            var page = (await _server.Nobody.GetAsync(path, Browser)).Expect(200);
            Assert.Contains("Continue with GitHub", page.Text, StringComparison.Ordinal);
            Assert.Contains("Continue with Google", page.Text, StringComparison.Ordinal);
            Assert.EndsWith("form-action 'self' " + _provider.Address, page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        }

        await using var other = await ApiServer.StartAsync();
        Assert.DoesNotContain("Continue with", (await other.Nobody.GetAsync("/login", Browser)).Expect(200).Text, StringComparison.Ordinal);
        (await other.Nobody.SendAsync("POST", "/login/with", new FormUrlEncodedContent([KeyValuePair.Create("provider", "github")]), FromHere, Browser)).Expect(404);
    }

    [Fact]
    public async Task An_answer_counts_only_in_the_browser_that_asked()
    {
        var (address, cookie) = await GoThereAsync();
        var (_, otherCookie) = await GoThereAsync();
        Assert.StartsWith("/login?problem=stale", (await _server.Nobody.GetAsync(address, Browser)).Expect(303).Header("Location"), StringComparison.Ordinal);
        Assert.StartsWith("/login?problem=stale", (await _server.Nobody.GetAsync(address, Browser, ("Cookie", otherCookie))).Expect(303).Header("Location"), StringComparison.Ordinal);
        Assert.Contains("name=\"handle\"", (await _server.Nobody.GetAsync(address, Browser, ("Cookie", cookie))).Expect(200).Text, StringComparison.Ordinal);
        (await SendAsync("/login/with", [("provider", "github")], FromElsewhere, Browser)).Expect(403);
    }

    [Fact]
    public async Task A_code_signs_in_once()
    {
        var signedIn = (await SignUpAsync("octo-one")).Expect(303);
        Assert.Equal("/explore", signedIn.Header("Location"));
        Assert.Equal("octo-one", (await _server.Nobody.GetAsync("/v1/me", Session(signedIn))).Expect(200)["handle"].GetString());
        var (address, cookie) = await GoThereAsync("/docs");
        // Whoever looks ahead by HEAD uses nothing up.
        Assert.Null((await _server.Nobody.SendAsync("HEAD", address, null, Browser, ("Cookie", cookie))).Expect(405).Header("Set-Cookie"));
        Assert.Equal("/docs", (await _server.Nobody.GetAsync(address, Browser, ("Cookie", cookie))).Expect(303).Header("Location"));
        Assert.StartsWith("/login?problem=stale", (await _server.Nobody.GetAsync(address, Browser, ("Cookie", cookie))).Expect(303).Header("Location"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task It_leads_nowhere_but_here(string target)
    {
        (await SignUpAsync("octo-two")).Expect(303);
        var (address, cookie) = await GoThereAsync(target);
        Assert.StartsWith("/login/external?", address, StringComparison.Ordinal);
        Assert.Equal("/", (await _server.Nobody.GetAsync(address, Browser, ("Cookie", cookie))).Expect(303).Header("Location"));
    }

    [Fact]
    public async Task Linking_needs_the_password_and_ends_in_the_session_that_asked()
    {
        var visitor = await SiteVisitor.SignUpAsync(_server);
        var (name, session) = visitor.Cookie;
        (await visitor.SendAsync("/settings/logins", ("link", "github"))).Expect(400);
        (await visitor.SendAsync("/settings/logins", ("link", "github"), ("loginsPassword", "not the right one"))).Expect(400);
        var (address, cookie) = await FollowAsync(await visitor.SendAsync("/settings/logins", ("link", "github"), ("loginsPassword", ApiCaller.Password)));
        // Somebody else's session, or none, gets nothing of it.
        var stranger = await SiteVisitor.SignUpAsync(_server);
        foreach (var other in (string[])[cookie, cookie + "; " + stranger.Cookie.Value])
        {
            Assert.StartsWith("/login?problem=stale", (await _server.Nobody.GetAsync(address, Browser, (name, other))).Expect(303).Header("Location"), StringComparison.Ordinal);
        }

        Assert.Equal("/settings?done=logins#logins", (await _server.Nobody.GetAsync(address, Browser, (name, cookie + "; " + session))).Expect(303).Header("Location"));
        Assert.Contains("name=\"unlink\" value=\"github:583231\"", (await visitor.GetAsync("/settings")).Text, StringComparison.Ordinal);
        var (again, againCookie) = await FollowAsync(await stranger.SendAsync("/settings/logins", ("link", "github"), ("loginsPassword", ApiCaller.Password)));
        Assert.Equal("/settings?problem=taken#logins", (await _server.Nobody.GetAsync(again, Browser, (name, againCookie + "; " + stranger.Cookie.Value))).Expect(303).Header("Location"));

        (await visitor.SendAsync("/settings/logins", ("unlink", "github:583231"), ("loginsPassword", "not the right one"))).Expect(400);
        (await visitor.SendAsync("/settings/logins", ("unlink", "github:583231"), ("loginsPassword", ApiCaller.Password))).Expect(303);
        Assert.DoesNotContain("name=\"unlink\"", (await visitor.GetAsync("/settings")).Text, StringComparison.Ordinal);
        // The identity is free for the other one.
        var (free, freeCookie) = await FollowAsync(await stranger.SendAsync("/settings/logins", ("link", "github"), ("loginsPassword", ApiCaller.Password)));
        Assert.Equal("/settings?done=logins#logins", (await _server.Nobody.GetAsync(free, Browser, (name, freeCookie + "; " + stranger.Cookie.Value))).Expect(303).Header("Location"));
    }

    [Fact]
    public async Task A_refused_word_is_no_handle_by_any_form()
    {
        (await SignUpAsync("nazi-1")).Expect(400);
        (await SendAsync("/signup", [("handle", "nazi-1"), ("email", "n@example.com"), ("password", ApiCaller.Password)], FromHere, Browser)).Expect(400);
    }
}
