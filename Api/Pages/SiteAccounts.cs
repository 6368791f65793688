using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Pages;

/// <summary>A user and the session that was just opened for them.</summary>
public sealed record SiteSession(UserSnapshot User, UserSession Session);

/// <summary>Signs people up, in and out by the site's forms.</summary>
public sealed class SiteAccounts(Passwords passwords, IGrainFactory grains, ILedgerReader reader, IIdGenerator ids)
{
    /// <summary>Creates an account and opens a session; conflict when handle or e-mail address are taken.</summary>
    public async Task<Result<SiteSession>> RegisterAsync(RegisterRequest request)
    {
        if (UserRules.CheckRegistration(request.Handle, request.Email, request.Password, request.DisplayName) is { } invalid) return invalid;
        if (!(await passwords.HashAsync(request.Password!)).TryGet(out var hash, out var failure)) return failure;
        var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(new UserRegistration(request.Handle!, request.Email!, hash, request.DisplayName), operation: null);
        return registered.TryGet(out var reply, out failure) ? await OpenAsync(reply.Value) : failure;
    }

    /// <summary>Opens a session for a login and its password. Unknown logins take as long, and fail alike.</summary>
    public async Task<Result<SiteSession>> LoginAsync(string? login, string? password, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        TextRules.Check(errors, "login", login, UserRules.EmailLengthMax, required: true, multiline: false);
        TextRules.Check(errors, "password", password, UserRules.PasswordLengthMax, required: true);
        if (errors.ToFailure() is { } invalid) return invalid;

        var user = await FindAsync(login!, cancellationToken);
        if (!(await passwords.VerifyAsync(user?.User, password!)).TryGet(out var right, out var failure)) return failure;
        return right && user is not null ? await OpenAsync(user) : new Failure(FailureCode.Unauthenticated, "Login or password is wrong.");
    }

    /// <summary>Ends a session.</summary>
    public async Task<Result<Done>> LogoutAsync(Caller caller, Tokens tokens)
    {
        var closed = await grains.User(caller.UserId).CloseSessionAsync(caller.SessionId);
        tokens.Forget(caller.SessionId);
        return closed;
    }

    private async Task<Result<SiteSession>> OpenAsync(UserSnapshot user)
    {
        var opened = await grains.User(user.User.Id).OpenSessionAsync();
        return opened.TryGet(out var session, out var failure) ? new SiteSession(user, session) : failure;
    }

    private async Task<UserSnapshot?> FindAsync(string login, CancellationToken cancellationToken)
    {
        var byEmail = login.Contains('@', StringComparison.Ordinal);
        var userId = byEmail
            ? await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(login), cancellationToken)
            : await reader.ResolveKeyAsync(UniqueKeys.Handle, login.Trim().ToLowerInvariant(), cancellationToken);
        return userId is null ? null : (await grains.User(userId).GetAsync()).Value;
    }
}
