using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Signing up, in and out by the site's forms, and what its cookie may do.</summary>
[Collection(Collections.Accounts)]
public sealed class SiteSessionTests(ApiServer server)
{
    private static readonly (string, string) FromHere = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) FromElsewhere = ("Sec-Fetch-Site", "cross-site");
    private static readonly (string, string) Browser = ("Accept", "text/html");

    private Task<Answer> SendFormAsync(string path, (string Name, string Value)[] fields, params (string Name, string Value)[] headers) =>
        server.Nobody.SendAsync("POST", path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), headers);

    private async Task<(string Handle, (string, string) Cookie)> SignUpAsync()
    {
        var handle = Names.Next("site-");
        var answer = (await SendFormAsync("/signup", [("handle", handle), ("email", handle + "@example.com"), ("password", ApiCaller.Password), ("return", "/explore")], FromHere)).Expect(303);
        Assert.Equal("/explore", answer.Header("Location"));
        return (handle, CookieOf(answer));
    }

    private static (string, string) CookieOf(Answer answer) => ("Cookie", answer.Header("Set-Cookie")!.Split(';')[0]);

    [Fact]
    public async Task A_form_signs_up_and_its_cookie_is_a_session_of_pages_and_API_alike()
    {
        var (handle, cookie) = await SignUpAsync();
        Assert.Equal(handle, (await server.Nobody.GetAsync("/v1/me", cookie)).Expect(200)["handle"].GetString());
        var home = (await server.Nobody.GetAsync("/", cookie, Browser)).Expect(200);
        Assert.Contains($"href=\"/@{handle}\"", home.Text, StringComparison.Ordinal);
        Assert.Contains("private", home.Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        var handle = Names.Next("site-");
        var cookie = (await SendFormAsync("/signup", [("handle", handle), ("email", handle + "@example.com"), ("password", ApiCaller.Password)], FromHere)).Expect(303).Header("Set-Cookie")!;
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase);
        var overTls = (await SendFormAsync("/login", [("login", handle), ("password", ApiCaller.Password)], FromHere, ("X-Forwarded-Proto", "https"))).Expect(303).Header("Set-Cookie")!;
        Assert.Contains("secure", overTls, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_cookie_writes_only_for_requests_of_our_own_pages()
    {
        var (_, cookie) = await SignUpAsync();
        var id = (await (await server.SignUpAsync()).PublishAsync()).Id();
        var like = $"/v1/prompts/{id}/like";
        (await server.Nobody.PutAsync(like, cookie)).ExpectProblem(403, "forbidden");
        (await server.Nobody.PutAsync(like, cookie, FromElsewhere)).ExpectProblem(403, "forbidden");
        (await server.Nobody.PutAsync(like, cookie, FromElsewhere, ("X-PromptGrid", "1"))).ExpectProblem(403, "forbidden");
        (await server.Nobody.PutAsync(like, cookie, ("Sec-Fetch-Site", "none"))).ExpectProblem(403, "forbidden");
        (await server.Nobody.PutAsync(like, cookie, ("Origin", "https://elsewhere.example"))).ExpectProblem(403, "forbidden");
        Assert.Equal(0, (await server.Nobody.ReadAsync(id)).Number("counts.likes"));

        Assert.Equal(1, (await server.Nobody.PutAsync(like, cookie, FromHere)).Expect(200)["likes"].GetInt64());
        Assert.Equal(1, (await server.Nobody.PutAsync(like, cookie, ("X-PromptGrid", "1"))).Expect(200)["likes"].GetInt64());
        Assert.Equal(0, (await server.Nobody.DeleteAsync(like, cookie, ("Origin", server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)))).Expect(200)["likes"].GetInt64());
    }

    [Fact]
    public async Task A_cookie_is_no_access_token_and_an_access_token_is_no_cookie()
    {
        var (_, (_, cookie)) = await SignUpAsync();
        (await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer " + cookie.Split('=', 2)[1]))).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.GetAsync("/v1/me", ("Cookie", "pg_session=" + (await server.SignUpAsync()).AccessToken))).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_itself()
    {
        var (_, cookie) = await SignUpAsync();
        (await SendFormAsync("/logout", [], cookie, FromElsewhere)).Expect(403);
        (await server.Nobody.GetAsync("/v1/me", cookie)).Expect(200);
        var out_ = (await SendFormAsync("/logout", [], cookie, FromHere)).Expect(303);
        Assert.Contains("pg_session=;", out_.Header("Set-Cookie"), StringComparison.Ordinal);
        (await server.Nobody.GetAsync("/v1/me", cookie)).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.GetAsync("/", cookie, Browser)).Expect(200);
    }

    [Fact]
    public async Task A_wrong_password_shows_the_form_again_without_it()
    {
        var (handle, _) = await SignUpAsync();
        foreach (var login in (string[])[handle, "nobody-of-this-name"])
        {
            var answer = (await SendFormAsync("/login", [("login", login), ("password", "not the right one")], FromHere)).Expect(401);
            Assert.Contains("The login or the password is wrong.", answer.Text, StringComparison.Ordinal);
            Assert.Contains($"value=\"{login}\"", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("not the right one", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_sign_up_stands_beside_its_fields()
    {
        var (taken, _) = await SignUpAsync();
        var conflict = (await SendFormAsync("/signup", [("handle", taken), ("email", Names.Next("x") + "@example.com"), ("password", ApiCaller.Password)], FromHere)).Expect(409);
        Assert.Contains("id=\"f-handle-error\"", conflict.Text, StringComparison.Ordinal);
        var invalid = (await SendFormAsync("/signup", [("handle", "UPPER <script>"), ("email", "no"), ("password", "short")], FromHere, ("Accept-Language", "de-AT"))).Expect(400);
        foreach (var field in (string[])["handle", "email", "password"]) Assert.Contains($"id=\"f-{field}-error\"", invalid.Text, StringComparison.Ordinal);
        Assert.Contains("Nimm 10 bis 200 Zeichen.", invalid.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", invalid.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task A_form_leads_back_to_this_site_only(string target)
    {
        var handle = (await SignUpAsync()).Handle;
        Assert.Equal("/", (await SendFormAsync("/login", [("login", handle), ("password", ApiCaller.Password), ("return", target)], FromHere)).Expect(303).Header("Location"));
        Assert.Equal("/", (await SendFormAsync("/preferences", [("theme", "dark"), ("return", target)], FromHere)).Expect(303).Header("Location"));
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/signup")]
    [InlineData("/logout")]
    [InlineData("/preferences")]
    public async Task A_form_of_another_site_is_refused(string path)
    {
        (await SendFormAsync(path, [("theme", "dark")], FromElsewhere)).Expect(403);
        (await SendFormAsync(path, [("theme", "dark")], ("Origin", "https://elsewhere.example"))).Expect(403);
    }
}
