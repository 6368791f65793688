using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class RefreshTests(ApiServer server)
{
    private static (string, string) NewKey() => ("Idempotency-Key", Names.Next("refresh-"));

    private static Task<Answer> RefreshAsync(ApiServer server, string token, params (string Name, string Value)[] headers) =>
        server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = token }, headers);

    [Fact]
    public async Task A_repeat_with_the_same_key_gets_tokens_of_the_same_session_of_which_one_can_be_used()
    {
        var user = await server.SignUpAsync();
        var key = NewKey();
        var first = (await RefreshAsync(server, user.RefreshToken, key)).Expect(200);
        Assert.Null(first.Header("Idempotency-Replayed"));
        var again = (await RefreshAsync(server, user.RefreshToken, key)).Expect(200);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        foreach (var answer in (Answer[])[first, again]) (await new ApiCaller(server, answer.Json).GetAsync("/v1/me")).Expect(200);

        var next = (await RefreshAsync(server, again["refreshToken"].GetString()!)).Expect(200);
        (await RefreshAsync(server, user.RefreshToken, key)).ExpectProblem(401, "unauthenticated");
        (await RefreshAsync(server, first["refreshToken"].GetString()!)).ExpectProblem(401, "unauthenticated");
        (await new ApiCaller(server, next.Json).GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task Repeats_with_one_key_at_once_all_get_tokens_and_only_the_first_is_no_repeat()
    {
        var user = await server.SignUpAsync();
        var key = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(server, user.RefreshToken, key)));
        foreach (var answer in answers) (await new ApiCaller(server, answer.Expect(200).Json).GetAsync("/v1/me")).Expect(200);
        Assert.Single(answers, a => a.Header("Idempotency-Replayed") is null);
    }

    [Fact]
    public async Task The_same_key_with_another_token_is_a_conflict_and_ends_nothing()
    {
        var user = await server.SignUpAsync();
        var key = NewKey();
        var first = (await RefreshAsync(server, user.RefreshToken, key)).Expect(200);
        (await RefreshAsync(server, first["refreshToken"].GetString()!, key)).ExpectProblem(409, "conflict");
        (await RefreshAsync(server, first["refreshToken"].GetString()!, NewKey())).Expect(200);

        var other = await server.SignUpAsync();
        (await RefreshAsync(server, other.RefreshToken, key)).Expect(200);
    }

    [Fact]
    public async Task Of_many_who_use_one_token_at_once_without_a_key_one_gets_tokens_and_keeps_its_session()
    {
        var user = await server.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(server, user.RefreshToken)));
        var winner = new ApiCaller(server, Assert.Single(answers, a => a.Status == 200).Json);
        Assert.All(answers.Where(a => a.Status != 200), a => a.ExpectProblem(401, "unauthenticated"));
        (await winner.GetAsync("/v1/me")).Expect(200);
        (await RefreshAsync(server, winner.RefreshToken)).Expect(200);
    }

    [Fact]
    public async Task A_used_token_that_comes_back_later_ends_the_session_for_thief_and_owner()
    {
        var time = new PutForwardClock();
        await using var own = await ApiServer.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        var user = await own.SignUpAsync();
        var elsewhere = (await own.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(200);
        var (stolen, key) = (user.RefreshToken, NewKey());
        var next = new ApiCaller(own, (await RefreshAsync(own, stolen, key)).Expect(200).Json);

        time.Advance(TimeSpan.FromSeconds(15));
        (await RefreshAsync(own, stolen, key)).Expect(200);
        (await next.GetAsync("/v1/me")).Expect(200);
        (await RefreshAsync(own, stolen)).Expect(401);

        (await RefreshAsync(own, next.RefreshToken)).Expect(401);
        (await next.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await user.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await new ApiCaller(own, elsewhere.Json).GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task A_token_two_generations_old_ends_the_session_at_once()
    {
        var user = await server.SignUpAsync();
        var next = (await RefreshAsync(server, user.RefreshToken)).Expect(200);
        var last = (await RefreshAsync(server, next["refreshToken"].GetString()!)).Expect(200);
        (await RefreshAsync(server, user.RefreshToken)).Expect(401);
        (await new ApiCaller(server, last.Json).GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
    }
}
