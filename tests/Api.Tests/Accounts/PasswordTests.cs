using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class PasswordTests(ApiServer server)
{
    private const string New = "another horse battery";

    private async Task<ApiCaller> SignInAsync(string login, string password = ApiCaller.Password) =>
        new(server, (await server.Nobody.PostAsync("/v1/auth/login", new { login, password })).Expect(200).Json);

    [Fact]
    public async Task A_new_password_replaces_the_old_one_and_ends_all_other_sessions_at_once()
    {
        var user = await server.SignUpAsync();
        var elsewhere = await SignInAsync(user.Handle);
        (await elsewhere.GetAsync("/v1/me")).Expect(200);
        (await user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = New })).Expect(204);

        (await elsewhere.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = elsewhere.RefreshToken })).Expect(401);
        (await user.GetAsync("/v1/me")).Expect(200);
        (await server.Nobody.PostAsync("/v1/auth/refresh", new { refreshToken = user.RefreshToken })).Expect(200);
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = user.Handle, password = ApiCaller.Password })).Expect(401);
        await SignInAsync(user.Handle, New);
    }

    [Fact]
    public async Task A_call_whose_answer_was_lost_is_repeated_between_servers_without_harm()
    {
        var user = await server.SignUpAsync();
        var grain = server.Services.GetRequiredService<IGrainFactory>().User(user.UserId);
        var before = (await grain.GetAsync()).Value!.User.PasswordHash;
        var change = new PasswordChange(before, "a new hash", (await grain.GetSessionsAsync())[0].Id);
        var stamp = new OperationStamp($"{user.UserId}:lost", "1");
        Assert.False((await grain.ChangePasswordAsync(change, stamp)).Value!.Replayed);
        Assert.True((await grain.ChangePasswordAsync(change, stamp)).Value!.Replayed);
        Assert.Equal(FailureCode.Unauthenticated, (await grain.ChangePasswordAsync(change, null)).Failure?.Code);
        Assert.Equal(FailureCode.Unauthenticated, (await grain.ChangePasswordAsync(change, stamp with { Fingerprint = "2" })).Failure?.Code);
    }

    [Fact]
    public async Task Without_the_current_password_nothing_changes()
    {
        var user = await server.SignUpAsync();
        var elsewhere = await SignInAsync(user.Handle);
        foreach (var current in (string?[])[null, "", "not the password", New]) (await user.PostAsync("/v1/me/password", new { currentPassword = current, newPassword = New })).ExpectInvalid("currentPassword");
        foreach (var next in (string?[])[null, "short", new string('x', 300), "a\u0000bbbbbbbbbbbb"]) (await user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = next })).ExpectInvalid("newPassword");
        (await elsewhere.GetAsync("/v1/me")).Expect(200);
        await SignInAsync(user.Handle);
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_is_answered_the_same_and_with_another_password_refused()
    {
        var user = await server.SignUpAsync();
        var key = ("Idempotency-Key", "change-1");
        (await user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = New }, key)).Expect(204);
        Assert.Equal("true", (await user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = New }, key)).Expect(204).Header("Idempotency-Replayed"));
        (await user.PostAsync("/v1/me/password", new { currentPassword = New, newPassword = "a third horse battery" }, key)).ExpectProblem(409, "conflict");
        await SignInAsync(user.Handle, New);
    }

    [Fact]
    public async Task Of_two_changes_at_once_one_wins()
    {
        var user = await server.SignUpAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = New + i })));
        var winner = Assert.Single(Enumerable.Range(0, 2), i => answers[i].Status == 204);
        await SignInAsync(user.Handle, New + winner);
    }

    [Fact]
    public async Task Repeats_with_one_key_at_once_are_all_answered_as_the_first()
    {
        for (var round = 0; round < 3; round++)
        {
            var user = await server.SignUpAsync();
            var key = ("Idempotency-Key", Names.Next("change-"));
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => user.PostAsync("/v1/me/password", new { currentPassword = ApiCaller.Password, newPassword = New }, key)));
            Assert.Single(answers, a => a.Expect(204).Header("Idempotency-Replayed") is null);
            await SignInAsync(user.Handle, New);
        }
    }

    [Fact]
    public async Task Signing_up_again_with_the_same_key_and_another_password_signs_nobody_in()
    {
        var handle = Names.Next("user-");
        var key = ("Idempotency-Key", handle);
        (await server.Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = ApiCaller.Password }, key)).Expect(201);
        (await server.Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = New }, key)).ExpectProblem(409, "conflict");
        Assert.Equal("true", (await server.Nobody.PostAsync("/v1/auth/register", new { handle, email = $"{handle}@example.com", password = ApiCaller.Password }, key)).Expect(201).Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task An_email_address_moves_is_unique_and_its_old_one_is_free()
    {
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var email = Names.Next("moved-") + "@Example.com";
        (await user.PostAsync("/v1/me/email", new { password = "wrong password", email })).ExpectInvalid("password");
        (await user.PostAsync("/v1/me/email", new { password = ApiCaller.Password, email = "nothing" })).ExpectInvalid("email");
        var taken = (await user.PostAsync("/v1/me/email", new { password = ApiCaller.Password, email = $"{other.Handle.ToUpperInvariant()}@example.com" })).ExpectProblem(409, "conflict");
        Assert.True(taken["errors"].TryGetProperty("email", out _));

        Assert.Equal(email, (await user.PostAsync("/v1/me/email", new { password = ApiCaller.Password, email })).Expect(200)["email"].GetString());
        await SignInAsync(email.ToLowerInvariant());
        (await server.Nobody.PostAsync("/v1/auth/login", new { login = $"{user.Handle}@example.com", password = ApiCaller.Password })).Expect(401);
        (await other.PostAsync("/v1/me/email", new { password = ApiCaller.Password, email = $"{user.Handle}@example.com" })).Expect(200);
        // The same address in other letters is no change of who holds it.
        (await user.PostAsync("/v1/me/email", new { password = ApiCaller.Password, email = email.ToUpperInvariant() })).Expect(200);
    }
}
