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
public sealed class ExternalAccounts(Passwords passwords, IGrainFactory grains, ILedger ledger, ILedgerReader reader, IIdGenerator ids)
{
    private const int HandleAttemptsMax = 20;

    /// <summary>The account that this identity is linked to, or is linked to now, or is made for it.</summary>
    /// <param name="password">Of the account that has the identity's e-mail address, to link them.</param>
    /// <param name="handle">For a new account; null makes one of what the provider says.</param>
    public async ValueTask<Result<UserSnapshot>> ResolveAsync(ExternalIdentity identity, string? password, string? handle, CancellationToken cancellationToken)
    {
        if (await reader.ResolveKeyAsync(UniqueKeys.External, identity.Key, cancellationToken) is { } linked) return await grains.User(linked).GetAsync();
        if (identity.Email is not { } email || !UserRules.IsEmail(email)) return new Failure(FailureCode.Forbidden, "The provider has not verified an e-mail address of yours; verify it there first.");
        return await reader.ResolveKeyAsync(UniqueKeys.Email, UserRules.NormalizeEmail(email), cancellationToken) is { } known
            ? await LinkAsync(identity, known, password)
            : await RegisterAsync(identity, email, handle);
    }

    /// <summary>Takes a one-time code out of use.</summary>
    /// <returns>False when it was used before.</returns>
    public async ValueTask<Result<bool>> UseUpAsync(ConfirmedSignIn confirmed)
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

    private async Task<Result<UserSnapshot>> RegisterAsync(ExternalIdentity identity, string email, string? handle)
    {
        var wished = !string.IsNullOrEmpty(handle);
        var start = wished ? handle! : UserRules.HandleFrom(identity.Login ?? identity.Name);
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
