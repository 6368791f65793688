using PromptGrid.Api.Auth;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Api.Pages;

/// <summary>Signs people up and in by the site's forms.</summary>
public sealed class SiteAccounts(SignIns signIns, Passwords passwords, IGrainFactory grains, IIdGenerator ids, RefusedWords refused)
{
    /// <summary>Creates an account and opens a session; conflict when handle or e-mail address are taken.</summary>
    public async Task<Result<SignedIn>> RegisterAsync(RegisterRequest request, string? userAgent)
    {
        if (UserRules.CheckRegistration(request.Handle, request.Email, request.Password, request.DisplayName) is { } invalid) return invalid;
        if (refused.Refuses(request.Handle!)) return Failure.Invalid("handle", "holds a word that no handle may hold");
        if (!(await passwords.HashAsync(request.Password!)).TryGet(out var hash, out var failure)) return failure;
        var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(new UserRegistration(request.Handle!, request.Email!, hash, request.DisplayName), operation: null);
        return registered.TryGet(out var reply, out failure) ? await signIns.OpenAsync(reply.Value, userAgent) : failure;
    }

    /// <summary>Opens a session for a login and its password. Unknown logins take as long, and fail alike.</summary>
    public async Task<Result<SignedIn>> LoginAsync(string? login, string? password, string? userAgent, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        TextRules.Check(errors, "login", login, UserRules.EmailLengthMax, required: true, multiline: false);
        TextRules.Check(errors, "password", password, UserRules.PasswordLengthMax, required: true);
        if (errors.ToFailure() is { } invalid) return invalid;
        return (await signIns.CheckAsync(login!, password!, cancellationToken)).TryGet(out var user, out var failure) ? await signIns.OpenAsync(user, userAgent) : failure;
    }
}
