using System.Globalization;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Limits;

public sealed class RateLimitTests
{
    private static int Number(Answer answer, string header) => int.Parse(answer.Header(header)!, CultureInfo.InvariantCulture);

    [Fact]
    public async Task Over_the_limit_is_429_with_Retry_After_and_other_callers_go_on()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:AnonymousPerMinute", "6"), ("RateLimits:UserPerMinute", "8"));
        var user = await server.SignUpAsync();
        for (var i = 1; i <= 6; i++)
        {
            var answer = (await server.Nobody.GetAsync("/v1/stats")).Expect(200);
            Assert.Equal((6, 6 - i), (Number(answer, "RateLimit-Limit"), Number(answer, "RateLimit-Remaining")));
            Assert.InRange(Number(answer, "RateLimit-Reset"), 1, 60);
        }

        var refused = (await server.Nobody.GetAsync("/v1/stats")).ExpectProblem(429, "rate-limited");
        Assert.InRange(Number(refused, "Retry-After"), 1, 60);
        Assert.Equal(0, Number(refused, "RateLimit-Remaining"));

        var mine = (await user.GetAsync("/v1/me")).Expect(200);
        Assert.Equal(8, Number(mine, "RateLimit-Limit"));
        for (var i = 0; i < 10; i++) (await server.Nobody.GetAsync("/healthz/live")).Expect(200);
    }

    [Fact]
    public async Task Errors_tell_the_limits_too_and_count()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:AnonymousPerMinute", "60"), ("RateLimits:UserPerMinute", "61"));
        var user = await server.SignUpAsync();
        Answer[] errors =
        [
            await server.Nobody.GetAsync("/v1/prompts/prm_00000000000000000000000000"),
            await server.Nobody.GetAsync("/v1/nothing"),
            await server.Nobody.DeleteAsync("/v1/stats"),
            await server.Nobody.GetAsync("/v1/me"),
            await server.Nobody.GetAsync("/v1/me", ("Authorization", "Bearer nonsense")),
            await server.Nobody.PostAsync("/v1/prompts", null, ("Idempotency-Key", "two words")),
            await user.PostAsync("/v1/prompts", "[]"),
            await user.PostAsync("/v1/prompts", new byte[1_200_000]),
        ];
        foreach (var error in errors)
        {
            error.ExpectProblem();
            Assert.True(error.Header("RateLimit-Limit") is not null && error.Header("RateLimit-Remaining") is not null && error.Header("RateLimit-Reset") is not null, $"{error} tells no limits");
        }
    }

    [Fact]
    public async Task Guessing_tokens_uses_up_the_guessers_own_limit()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:AnonymousPerMinute", "5"));
        var statuses = new List<int>();
        for (var i = 0; i < 8; i++) statuses.Add((await server.Nobody.GetAsync("/v1/stats", ("Authorization", $"Bearer guess-{i}"))).Status);
        Assert.Equal([401, 401, 401, 401, 401, 429, 429, 429], statuses);
    }

    [Fact]
    public async Task Signing_in_has_a_narrow_limit_of_its_own()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:SignInPerMinute", "3"));
        for (var i = 0; i < 3; i++) (await server.Nobody.PostAsync("/v1/auth/login", new { login = "x", password = "y" })).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = "x", password = "y" })).ExpectProblem(429, "rate-limited");
        foreach (var path in (string[])["/v1/auth/login/", "/V1/me/password/", "/login/", "/Login", "/settings/email", "/settings/password/", "/settings/delete"])
        {
            Assert.Equal(429, (await server.Nobody.PostAsync(path, new { })).Status);
        }

        (await server.Nobody.GetAsync("/v1/stats")).Expect(200);
    }

    [Fact]
    public async Task All_addresses_of_one_IPv6_network_share_what_one_IPv4_address_has()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:AnonymousPerMinute", "3"), ("RateLimits:SignInPerMinute", "2"));
        Task<Answer> ReadAsync(string from) => server.Nobody.GetAsync("/v1/stats", ("X-Forwarded-For", from));
        Task<Answer> SignInAsync(string from) => server.Nobody.PostAsync("/v1/auth/login", new { login = "x", password = "y" }, ("X-Forwarded-For", from));
        for (var i = 1; i <= 3; i++) (await ReadAsync($"2001:db8:1:1:{i}::{i}")).Expect(200);
        (await ReadAsync("2001:db8:1:1::9")).ExpectProblem(429, "rate-limited");
        (await ReadAsync("2001:db8:1:2::1")).Expect(200);
        for (var i = 1; i <= 2; i++) (await SignInAsync($"2001:db8:1:1:{i}::{i}")).ExpectProblem(401, "unauthenticated");
        (await SignInAsync("2001:db8:1:1::9")).ExpectProblem(429, "rate-limited");
        (await SignInAsync("2001:db8:1:2::1")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_empty_bucket_fills_again_at_the_stated_rate()
    {
        // 90 a minute: not a whole number a second.
        await using var server = await ApiServer.StartAsync(("RateLimits:AnonymousPerMinute", "90"));
        await Eventually.AsksUntilAsync(async () => (await server.Nobody.GetAsync("/v1/stats")).Status, status => status == 429);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var taken = 0;
        while (watch.Elapsed < TimeSpan.FromSeconds(6))
        {
            await Eventually.AsksUntilAsync(async () => (await server.Nobody.GetAsync("/v1/stats")).Status, status => status == 200);
            taken++;
        }

        // 1.5 a second, with room for a slow machine below and for one period above.
        Assert.InRange(taken, 8, 12);
    }

    [Fact]
    public async Task Limits_can_be_switched_off()
    {
        await using var server = await ApiServer.StartAsync(("RateLimits:Enabled", "false"), ("RateLimits:AnonymousPerMinute", "1"));
        for (var i = 0; i < 5; i++) Assert.Null((await server.Nobody.GetAsync("/v1/stats")).Expect(200).Header("RateLimit-Limit"));
    }

    [Theory]
    [InlineData("Development", true)]
    [InlineData("Production", false)]
    public async Task Only_in_development_the_own_machine_is_free_of_limits(string environment, bool isFree)
    {
        await using var server = await ApiServer.StartAsync(("environment", environment), ("RateLimits:AnonymousPerMinute", "2"));
        for (var i = 0; i < 2; i++) (await server.Nobody.GetAsync("/v1/stats")).Expect(200);
        Assert.Equal(isFree ? 200 : 429, (await server.Nobody.GetAsync("/v1/stats")).Status);
    }
}
