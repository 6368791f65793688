using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth;

/// <summary>A session that was just opened or renewed, with the tokens for it.</summary>
public sealed record SignedIn(UserSnapshot User, UserSession Session, string AccessToken, string RefreshToken);

/// <summary>
/// Who may sign in, and what signing in gives: for the API and for whatever else signs people in. Stateless; thread-safe.
/// </summary>
public sealed class SignIns(Passwords passwords, Tokens tokens, IGrainFactory grains, ILedgerReader reader, TimeProvider time)
{
    /// <summary>For this long after signing in, the session itself proves who one is where there is no password.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>The account that login (a handle or an e-mail address) and password belong to. Wrong ones get the same answer
    /// in the same time as unknown ones.</summary>
    public async ValueTask<Result<UserSnapshot>> CheckAsync(string login, string password, CancellationToken cancellationToken)
    {
        var user = await FindAsync(login, cancellationToken);
        if (!(await passwords.VerifyAsync(user?.User, password)).TryGet(out var right, out var failure)) return failure;
        return right && user is not null ? user : new Failure(FailureCode.Unauthenticated, "Login or password is wrong.");
    }

    /// <summary>Proves that the caller is the owner of the account and not somebody with a token of theirs: by the password,
    /// or, where the account has none, by having signed in within <see cref="FreshFor"/>.</summary>
    public async ValueTask<Result<UserSnapshot>> ConfirmAsync(Caller caller, string? password)
    {
        if (!(await grains.User(caller.UserId).GetAsync()).TryGet(out var user, out var failure)) return failure;
        if (!user.User.HasPassword)
        {
            var session = (await grains.User(caller.UserId).GetSessionsAsync()).FirstOrDefault(s => s.Id == caller.SessionId);
            return session is not null && time.GetUtcNow() - session.CreatedAt < FreshFor
                ? user
                : new Failure(FailureCode.Forbidden, $"Sign in again first: this is open for {FreshFor.TotalMinutes:0} minutes after signing in.");
        }

        if (TextRules.Check(password, UserRules.PasswordLengthMax, required: true) is not null) return WrongPassword();
        if (!(await passwords.VerifyAsync(user.User, password!)).TryGet(out var right, out failure)) return failure;
        return right ? user : WrongPassword();
    }

    /// <summary>Opens a session.</summary>
    /// <param name="userAgent">What the device says it is; only a short label of it is kept.</param>
    public async ValueTask<Result<SignedIn>> OpenAsync(UserSnapshot user, string? userAgent)
    {
        var opened = await grains.User(user.User.Id).OpenSessionOnAsync(DeviceLabel.Of(userAgent));
        return opened.TryGet(out var session, out var failure) ? Give(user, session) : failure;
    }

    /// <summary>Uses up a refresh token. Idempotent by the operation, until the token that the first answer gave is used.</summary>
    public async ValueTask<Result<CommandReply<SignedIn>>> RefreshAsync(string? refreshToken, OperationStamp? operation)
    {
        if (tokens.ReadRefresh(refreshToken) is not var (userId, sessionId, generation)) return DeadToken();
        var user = grains.User(userId);
        if (!(await user.RenewSessionAsync(sessionId, generation, operation)).TryGet(out var reply, out var failure))
        {
            tokens.Forget(sessionId);
            return failure;
        }

        return (await user.GetAsync()).TryGet(out var snapshot, out failure) ? new CommandReply<SignedIn>(Give(snapshot, reply.Value), reply.Replayed) : failure;
    }

    public static Failure DeadToken() => new(FailureCode.Unauthenticated, "This refresh token is not valid any more; sign in again.");

    /// <summary>Ends the caller's session; its tokens are worth nothing at once on this node, and within
    /// <see cref="Tokens.TrustedFor"/> on others.</summary>
    public async ValueTask<Result<Done>> CloseAsync(Caller caller)
    {
        var closed = await grains.User(caller.UserId).CloseSessionAsync(caller.SessionId);
        if (closed.TryGet(out _, out _)) tokens.Forget(caller.SessionId);
        return closed;
    }

    private async ValueTask<UserSnapshot?> FindAsync(string login, CancellationToken cancellationToken)
    {
        var userId = login.Contains('@', StringComparison.Ordinal)
            ? await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(login), cancellationToken)
            : await reader.ResolveKeyAsync(UniqueKeys.Handle, login.Trim().ToLowerInvariant(), cancellationToken);
        return userId is null ? null : (await grains.User(userId).GetAsync()).Value;
    }

    private SignedIn Give(UserSnapshot user, UserSession session) =>
        new(user, session, tokens.MakeAccess(user.User.Id, session), tokens.MakeRefresh(user.User.Id, session));

    private static Failure WrongPassword() => Failure.Invalid("password", "is wrong");
}
