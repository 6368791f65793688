using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth.External;

/// <summary>
/// Which account a confirmed identity signs in to. An identity belongs to one account. A new identity whose verified e-mail
/// address an account here has is linked only by that account's password: nobody proved to us that whoever registered the
/// address here owns it, so neither side may take over the other by the address alone.
/// </summary>
public sealed class ExternalAccounts(Passwords passwords, ExternalTickets tickets, IGrainFactory grains, ILedger ledger, ILedgerReader reader, IIdGenerator ids, RefusedWords refused)
{
    private const int HandleAttemptsMax = 20;

    /// <summary>The account that a one-time code signs in to; the code is used up by it. Unauthenticated for a code that is not
    /// valid (any more) or not of whoever sends it; conflict at <c>password</c> or <c>handle</c> says what else is needed.</summary>
    public async ValueTask<Result<UserSnapshot>> CompleteAsync(CompleteSignInRequest request, CancellationToken cancellationToken)
    {
        if (TextRules.Check(request.Password, UserRules.PasswordLengthMax) is { } problem) return Failure.Invalid("password", problem);
        if (request.Handle is not null && UserRules.CheckHandle(request.Handle) is { } invalid) return invalid;
        if (request.Handle is not null && refused.Refuses(request.Handle)) return Failure.Invalid("handle", "holds a word that no handle may hold");
        if (tickets.OpenConfirmed(request.Code, request.Verifier) is not { } confirmed || await IsUsedAsync(confirmed, cancellationToken)) return Dead();
        if (!(await ResolveAsync(confirmed.Identity, request.Password, request.Handle, cancellationToken)).TryGet(out var user, out var failure)) return failure;
        return (await UseUpAsync(confirmed)).TryGet(out var isFirst, out failure) ? isFirst ? user : Dead() : failure;
    }

    /// <summary>What an identity needs to sign in here.</summary>
    public async ValueTask<ExternalWelcome> MeetAsync(ExternalIdentity identity, CancellationToken cancellationToken)
    {
        if (await reader.ResolveKeyAsync(UniqueKeys.External, identity.Key, cancellationToken) is not null) return ExternalWelcome.Known;
        if (identity.Email is not { } email || !UserRules.IsEmail(email)) return ExternalWelcome.Unverified;
        if (await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(email), cancellationToken) is not { } known) return ExternalWelcome.New;
        return (await grains.User(known).GetAsync()).TryGet(out var user, out _) && user.User.HasPassword ? ExternalWelcome.SameAddress : ExternalWelcome.OtherWay;
    }

    /// <summary>Lets the identity of a one-time code sign in to an account from now on; the code is used up by it. Conflict when it
    /// signs in to another.</summary>
    public async ValueTask<Result<UserSnapshot>> LinkAsync(ConfirmedSignIn confirmed, string userId)
    {
        if (!(await UseUpAsync(confirmed)).TryGet(out var isFirst, out var failure)) return failure;
        return isFirst ? await grains.User(userId).LinkAsync(confirmed.Identity.Key) : Dead();
    }

    private async ValueTask<bool> IsUsedAsync(ConfirmedSignIn confirmed, CancellationToken cancellationToken) =>
        await reader.ReadOperationAsync("external-sign-in:" + confirmed.Id, cancellationToken) is not null;

    /// <summary>The account that this identity is linked to, or is linked to now, or is made for it.</summary>
    /// <param name="password">Of the account that has the identity's e-mail address, to link them.</param>
    /// <param name="handle">For a new account; null makes one of what the provider says.</param>
    private async ValueTask<Result<UserSnapshot>> ResolveAsync(ExternalIdentity identity, string? password, string? handle, CancellationToken cancellationToken)
    {
        if (await reader.ResolveKeyAsync(UniqueKeys.External, identity.Key, cancellationToken) is { } linked) return await grains.User(linked).GetAsync();
        if (identity.Email is not { } email || !UserRules.IsEmail(email)) return new Failure(FailureCode.Forbidden, "The provider has not verified an e-mail address of yours; verify it there first.");
        return await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(email), cancellationToken) is { } known
            ? await LinkAsync(identity, known, password)
            : await RegisterAsync(identity, email, handle);
    }

    /// <summary>Takes a one-time code out of use.</summary>
    /// <returns>False when it was used before.</returns>
    private async ValueTask<Result<bool>> UseUpAsync(ConfirmedSignIn confirmed)
    {
        var outcome = await ledger.CommitAsync(new WriteSet { Entity = confirmed.Id, Operation = new Operation("external-sign-in:" + confirmed.Id, "", "") });
        return outcome switch
        {
            CommitOutcome.Committed => true,
            CommitOutcome.AlreadyDone => false,
            _ => new Failure(FailureCode.Overloaded, "Too many writes are waiting; try again soon."),
        };
    }

    private async Task<Result<UserSnapshot>> LinkAsync(ExternalIdentity identity, string userId, string? password)
    {
        if (!(await grains.User(userId).GetAsync()).TryGet(out var user, out var failure)) return failure;
        if (!user.User.HasPassword) return Failure.Conflict("email", "An account with this e-mail address signs in another way; sign in to it that way.");
        if (string.IsNullOrEmpty(password)) return Failure.Conflict("password", "An account has this e-mail address; send its password to link the two.");
        if (!(await passwords.VerifyAsync(user.User, password)).TryGet(out var right, out failure)) return failure;
        return right ? await grains.User(userId).LinkAsync(identity.Key) : new Failure(FailureCode.Unauthenticated, "Login or password is wrong.");
    }

    /// <summary>A handle for somebody who wished for none.</summary>
    public string SuggestHandle(ExternalIdentity identity) => UserRules.HandleFrom(identity.Login ?? identity.Name) is var handle && refused.Refuses(handle) ? "user" : handle;

    private static Failure Dead() => new(FailureCode.Unauthenticated, "This code is not valid any more; sign in again.");

    private async Task<Result<UserSnapshot>> RegisterAsync(ExternalIdentity identity, string email, string? handle)
    {
        var wished = !string.IsNullOrEmpty(handle);
        var start = wished ? handle! : SuggestHandle(identity);
        for (var attempt = 1; ; attempt++)
        {
            var candidate = attempt == 1 ? start : UserRules.NumberedHandle(start, attempt);
            if (UserRules.CheckHandle(candidate) is { } invalid)
            {
                if (wished || attempt >= HandleAttemptsMax) return invalid;
                continue;
            }

            var registration = new UserRegistration(candidate, email, "", UserRules.DisplayNameFrom(identity.Name), identity.Key);
            var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(registration, null);
            if (registered.TryGet(out var reply, out var failure)) return reply.Value;
            if (wished || attempt >= HandleAttemptsMax || failure.Errors?.ContainsKey("handle") != true) return failure;
        }
    }
}
