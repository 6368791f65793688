using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>What one signs in with: password and e-mail address.</content>
public sealed partial class UserGrain
{
    public async Task<Result<CommandReply<UserSnapshot>>> ChangePasswordAsync(PasswordChange change, OperationStamp? operation)
    {
        if (_user is not { } before) return NotFound();
        if (before.PasswordHash != change.SeenHash)
        {
            // Perhaps by this very call, whose first answer was lost with a silo.
            return operation is not null && await reader.ReadOperationAsync(operation.Id) is { } done && done.Fingerprint == operation.Fingerprint
                ? new CommandReply<UserSnapshot>(Snapshot(), Replayed: true)
                : new Failure(FailureCode.Unauthenticated, "The password was changed meanwhile.");
        }

        var kept = Only(change.KeptSessionId);
        if (kept.IsEmpty) return new Failure(FailureCode.Unauthenticated, "This session has ended; sign in again.");
        var after = before with { PasswordHash = change.NewHash };
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = OperationOf(operation, _id),
            Documents = [Write(after), Write(kept)],
            Events = [Changed("password")],
        });
        if (outcome is CommitOutcome.AlreadyDone) return new CommandReply<UserSnapshot>(Snapshot(), Replayed: true);
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _sessions = kept;
        _sessionsRevision++;
        return Committed(after);
    }

    public async Task<Result<CommandReply<UserSnapshot>>> ChangeEmailAsync(string email, OperationStamp? operation)
    {
        if (_user is not { } before) return NotFound();
        var after = before with { Email = email.Trim() };
        var (old, next) = (UserRules.NormalizeEmail(before.Email), UserRules.NormalizeEmail(after.Email));
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = OperationOf(operation, _id),
            Documents = [Write(after)],
            Keys = old == next ? [] : [new KeyWrite(UniqueKeys.Email, old, _id, Release: true), new KeyWrite(UniqueKeys.Email, next, _id)],
            Events = [Changed("email")],
        });
        return outcome switch
        {
            CommitOutcome.Committed => Committed(after),
            CommitOutcome.AlreadyDone => new CommandReply<UserSnapshot>(Snapshot(), Replayed: true),
            CommitOutcome.KeyTaken => Failure.Conflict("email", "There is an account with this e-mail address."),
            _ => Refuse(outcome),
        };
    }

    public async Task<Result<UserSnapshot>> LinkAsync(string externalLogin)
    {
        if (_user is not { } before) return NotFound();
        var logins = before.ExternalLogins ?? [];
        if (logins.Contains(externalLogin)) return Snapshot();
        if (logins.Length >= UserRules.ExternalLoginsMax) return new Failure(FailureCode.Conflict, $"There are {UserRules.ExternalLoginsMax} other ways to sign in already.");
        var after = before with { ExternalLogins = logins.Add(externalLogin) };
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = [Write(after)],
            Keys = [new KeyWrite(UniqueKeys.External, externalLogin, _id)],
            Events = [Changed("externalLogins")],
        });
        return outcome switch
        {
            CommitOutcome.Committed => Committed(after).Value,
            CommitOutcome.KeyTaken => new Failure(FailureCode.Conflict, "This identity has an account by now; sign in again."),
            _ => Refuse(outcome),
        };
    }

    public async Task<Result<UserSnapshot>> UnlinkAsync(string externalLogin)
    {
        if (_user is not { } before) return NotFound();
        var logins = before.ExternalLogins ?? [];
        if (!logins.Contains(externalLogin)) return Snapshot();
        if (!before.HasPassword && logins.Length == 1) return new Failure(FailureCode.Conflict, "This is the only way to sign in; set a password first.");
        var after = before with { ExternalLogins = logins.Remove(externalLogin) };
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = [Write(after)],
            Keys = [new KeyWrite(UniqueKeys.External, externalLogin, _id, Release: true)],
            Events = [Changed("externalLogins")],
        });
        return outcome is CommitOutcome.Committed ? Committed(after).Value : Refuse(outcome);
    }

    private CommandReply<UserSnapshot> Committed(UserDocument user)
    {
        _user = user;
        _revision++;
        return new CommandReply<UserSnapshot>(Snapshot(), Replayed: false);
    }
}
