using System.Diagnostics;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class SignInTests(ApiServer server)
{
    [Fact]
    public async Task One_signs_in_by_handle_or_by_email_in_any_case()
    {
        var user = await server.SignUpAsync();
        foreach (var login in (string[])[user.Handle, $"{user.Handle}@example.com", $"{user.Handle.ToUpperInvariant()}@Example.COM"])
        {
            var answer = (await server.Nobody.PostAsync("/v1/auth/login", new { login, password = ApiCaller.Password })).Expect(200);
            Assert.Equal(["accessToken", "expiresIn", "refreshToken", "user"], answer.Json.MemberNames());
            Assert.Equal(user.UserId, answer["user.id"].GetString());
            (await new ApiCaller(server, answer.Json).GetAsync("/v1/me")).Expect(200);
        }
    }

    [Fact]
    public async Task Signing_in_tells_the_same_counts_as_the_profile()
    {
        var user = await server.SignUpAsync();
        await user.PublishAsync();
        var answer = (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(200);
        Assert.Equal(1, answer["user.counts.prompts"].GetInt64());
        var refreshed = (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = answer["refreshToken"].GetString() })).Expect(200);
        Assert.Equal(1, refreshed["user.counts.prompts"].GetInt64());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_login_get_the_same_answer()
    {
        var user = await server.SignUpAsync();
        var wrong = (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = "not the password" })).ExpectProblem(401, "unauthenticated");
        foreach (var login in (string[])["nobody-has-this-handle", "nobody@example.com", "not a handle at all"])
        {
            var unknown = (await server.Nobody.PostAsync("/v1/auth/login", new { login, password = "not the password" })).ExpectProblem(401, "unauthenticated");
            Assert.Equal(wrong["detail"].GetString(), unknown["detail"].GetString());
            Assert.Equal(wrong.Json.MemberNames(), unknown.Json.MemberNames());
        }
    }

    [Fact]
    public async Task An_unknown_login_takes_as_long_as_a_wrong_password()
    {
        var user = await server.SignUpAsync();
        async Task<TimeSpan> FastestAsync(string login)
        {
            var fastest = TimeSpan.MaxValue;
            for (var i = 0; i < 6; i++)
            {
                var watch = Stopwatch.StartNew();
                (await server.Nobody.PostAsync("/v1/auth/login", new { login, password = "not the password" })).Expect(401);
                if (watch.Elapsed < fastest) fastest = watch.Elapsed;
            }

            return fastest;
        }

        await FastestAsync("nobody-has-this-handle");
        var wrong = await FastestAsync(user.Handle);
        var unknown = await FastestAsync("nobody-has-this-handle");
        // Without a decoy an unknown login would be answered tens of times faster.
        Assert.True(unknown > wrong / 3, $"wrong password {wrong}, unknown login {unknown}");
    }

    [Fact]
    public async Task A_refresh_token_gives_new_tokens_once()
    {
        var user = await server.SignUpAsync();
        var next = (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = user.RefreshToken })).Expect(200);
        Assert.NotEqual(user.RefreshToken, next["refreshToken"].GetString());
        Assert.Equal(user.UserId, next["user.id"].GetString());
        (await new ApiCaller(server, next.Json).GetAsync("/v1/me")).Expect(200);
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = user.RefreshToken })).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Refreshing_works_while_an_outdated_access_token_is_still_sent_along()
    {
        var user = await server.SignUpAsync();
        var outdated = server.Nobody.With("an-access-token-that-has-expired");
        (await outdated.PostAsync("/v1/auth/refresh", new { refreshToken = user.RefreshToken })).Expect(200);
        (await outdated.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(200);
        (await outdated.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once_and_no_other()
    {
        var user = await server.SignUpAsync();
        var elsewhere = new ApiCaller(server, (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(200).Json);
        (await user.GetAsync("/v1/me")).Expect(200);
        (await user.PostAsync("/v1/auth/logout")).Expect(204);
        (await user.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = user.RefreshToken })).Expect(401);
        (await elsewhere.GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task Tokens_that_are_none_are_refused_on_public_addresses_too()
    {
        var user = await server.SignUpAsync();
        string[] wrong = ["x", user.RefreshToken, user.AccessToken[..^2] + "AA", user.AccessToken + "A", new string('t', 6_000), "pgk_0123456789", "ÿþ"];
        foreach (var token in wrong)
        {
            foreach (var path in (string[])["/v1/me", "/v1/prompts", "/v1/stats"])
            {
                var answer = await server.Nobody.GetAsync(path, ("Authorization", "Bearer " + token));
                answer.ExpectProblem(401, "unauthenticated");
                Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
            }
        }

        foreach (var header in (string[])["Basic dXNlcjpwYXNz", "Bearer", user.AccessToken, "Bearer " + user.AccessToken + ", Bearer " + user.AccessToken])
        {
            (await server.Nobody.GetAsync("/v1/me", ("Authorization", header))).ExpectProblem(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task An_access_token_is_no_refresh_token()
    {
        var user = await server.SignUpAsync();
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = user.AccessToken })).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = "" })).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { })).ExpectProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("GET", "/v1/me")]
    [InlineData("PATCH", "/v1/me")]
    [InlineData("GET", "/v1/me/likes")]
    [InlineData("GET", "/v1/me/saves")]
    [InlineData("POST", "/v1/auth/logout")]
    [InlineData("POST", "/v1/prompts")]
    [InlineData("PATCH", "/v1/prompts/prm_00000000000000000000000000")]
    [InlineData("DELETE", "/v1/prompts/prm_00000000000000000000000000")]
    [InlineData("PUT", "/v1/prompts/prm_00000000000000000000000000/like")]
    [InlineData("DELETE", "/v1/prompts/prm_00000000000000000000000000/like")]
    [InlineData("PUT", "/v1/prompts/prm_00000000000000000000000000/save")]
    [InlineData("DELETE", "/v1/prompts/prm_00000000000000000000000000/save")]
    [InlineData("POST", "/v1/prompts/prm_00000000000000000000000000/forks")]
    [InlineData("POST", "/v1/import?format=csv")]
    [InlineData("GET", "/v1/jobs/job_00000000000000000000000000")]
    public async Task Without_a_token_whatever_needs_a_user_answers_401(string method, string path)
    {
        var answer = (await server.Nobody.SendAsync(method, path, method is "GET" ? null : ApiCaller.JsonOf("{}"))).ExpectProblem(401, "unauthenticated");
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }
}
