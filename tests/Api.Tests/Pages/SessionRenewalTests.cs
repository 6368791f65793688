using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>The site's cookie goes on while it is used, for a time that has an end.</summary>
public sealed class SessionRenewalTests : IAsyncLifetime
{
    private static readonly (string, string) FromHere = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) Browser = ("Accept", "text/html");

    private readonly PutForwardClock _clock = new();
    private ApiServer _server = null!;

    public async Task InitializeAsync() => _server = await ApiServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    private async Task<(string, string)> SignUpAsync()
    {
        var handle = Names.Next("site-");
        var fields = new Dictionary<string, string> { ["handle"] = handle, ["email"] = handle + "@example.com", ["password"] = ApiCaller.Password };
        return CookieOf((await _server.Nobody.SendAsync("POST", "/signup", new FormUrlEncodedContent(fields), FromHere)).Expect(303))!.Value;
    }

    private static (string, string)? CookieOf(Answer answer) =>
        answer.Header("Set-Cookie") is { } set && set.StartsWith("pg_session=", StringComparison.Ordinal) && !set.StartsWith("pg_session=;", StringComparison.Ordinal) ? ("Cookie", set.Split(';')[0]) : null;

    private Task<Answer> HomeAsync((string, string) cookie) => _server.Nobody.GetAsync("/", cookie, Browser);

    private async Task<bool> IsSignedInAsync((string, string) cookie) => (await _server.Nobody.GetAsync("/v1/me", cookie)).Status == 200;

    [Fact]
    public async Task Who_comes_back_within_thirty_days_stays_signed_in_and_who_does_not_is_signed_out()
    {
        var cookie = await SignUpAsync();
        Assert.Null(CookieOf((await HomeAsync(cookie)).Expect(200)));
        var first = cookie;
        for (var visit = 0; visit < 3; visit++)
        {
            _clock.Advance(TimeSpan.FromDays(20));
            cookie = CookieOf((await HomeAsync(cookie)).Expect(200))!.Value;
            Assert.True(await IsSignedInAsync(cookie));
        }

        Assert.False(await IsSignedInAsync(first));
        _clock.Advance(TimeSpan.FromDays(31));
        Assert.False(await IsSignedInAsync(cookie));
    }

    [Fact]
    public async Task Half_a_year_after_signing_in_one_signs_in_again()
    {
        var cookie = await SignUpAsync();
        for (var day = 0; day < 175; day += 25)
        {
            _clock.Advance(TimeSpan.FromDays(25));
            cookie = CookieOf((await HomeAsync(cookie)).Expect(200))!.Value;
        }

        var last = (await HomeAsync(cookie)).Expect(200);
        Assert.Null(CookieOf(last));
        _clock.Advance(TimeSpan.FromDays(4));
        var renewed = (await HomeAsync(cookie)).Expect(200).Header("Set-Cookie")!;
        // One day is left, and no cookie outlives it.
        Assert.InRange(int.Parse(renewed.Split("max-age=")[1].Split(';')[0], System.Globalization.CultureInfo.InvariantCulture), 86_000, 86_400);
        _clock.Advance(TimeSpan.FromDays(1.1));
        Assert.False(await IsSignedInAsync(("Cookie", renewed.Split(';')[0])));
        Assert.False(await IsSignedInAsync(cookie));
    }

    [Fact]
    public async Task However_many_pages_are_asked_for_at_once_every_cookie_stays_good()
    {
        var cookie = await SignUpAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HomeAsync(cookie)));
        Assert.All(answers, a => Assert.NotNull(CookieOf(a.Expect(200))));
        foreach (var answer in answers) Assert.True(await IsSignedInAsync(CookieOf(answer)!.Value));
        Assert.True(await IsSignedInAsync(cookie));
    }

    [Fact]
    public async Task An_ended_session_is_never_renewed_and_files_and_programs_renew_nothing()
    {
        var cookie = await SignUpAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        foreach (var path in (string[])["/v1/me", "/v1/trending", "/assets/x/site.css"]) Assert.Null((await _server.Nobody.GetAsync(path, cookie)).Header("Set-Cookie"));
        var renewed = CookieOf((await HomeAsync(cookie)).Expect(200))!.Value;
        (await _server.Nobody.SendAsync("POST", "/logout", new FormUrlEncodedContent([]), renewed, FromHere)).Expect(303);
        foreach (var dead in ((string, string)[])[cookie, renewed])
        {
            Assert.Null(CookieOf((await HomeAsync(dead)).Expect(200)));
            Assert.False(await IsSignedInAsync(dead));
        }
    }

    [Theory]
    [InlineData("timeout")]
    [InlineData("silo")]
    [InlineData("ledger")]
    public async Task A_page_whose_session_cannot_be_renewed_now_is_shown_all_the_same(string away)
    {
        var cookie = (await SignUpAsync()).Item2;
        _clock.Advance(TimeSpan.FromDays(2));
        var tokens = _server.Services.GetRequiredService<Tokens>();
        var caller = (await tokens.VerifySiteAsync(cookie.Split('=', 2)[1]))!;
        HttpContext Page()
        {
            var context = new DefaultHttpContext { RequestServices = _server.Services };
            context.Request.Method = HttpMethods.Get;
            context.Request.Headers.Cookie = cookie;
            context.SetCaller(caller);
            return context;
        }

        var grains = DispatchProxy.Create<IGrainFactory, AwayGrains>();
        ((AwayGrains)grains).Failure = away switch { "timeout" => new TimeoutException(), "silo" => new OrleansException("The silo is away."), _ => new LedgerUnavailableException("The ledger is away.") };
        var page = Page();
        await SiteCookie.RenewAsync(page, tokens, grains);
        Assert.Empty(page.Response.Headers.SetCookie.ToString());
        Assert.True(((AwayGrains)grains).WasAsked);
        // The next page renews.
        page = Page();
        await SiteCookie.RenewAsync(page, tokens, _server.Services.GetRequiredService<IGrainFactory>());
        Assert.StartsWith("pg_session=", page.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Grains none of which can be reached.</summary>
    public class AwayGrains : DispatchProxy
    {
        public Exception Failure { get; set; } = new TimeoutException();

        public bool WasAsked { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            WasAsked = true;
            throw Failure;
        }
    }
}
