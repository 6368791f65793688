using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Media;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <summary>The single writer of one account. See <see cref="IUserGrain"/> for what it promises.</summary>
public sealed partial class UserGrain(ILedger ledger, ILedgerReader reader, IIdGenerator ids, TimeProvider time) : LedgerGrain(ledger), IUserGrain
{
    private string _id = "";
    private UserDocument? _user;
    private long _revision;
    private ImmutableArray<UserSession> _sessions = [];
    private long _sessionsRevision;
    private ImmutableArray<UserApiKey> _keys = [];
    private long _keysRevision;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        if (await reader.ReadDocumentAsync(_id, cancellationToken) is { } user)
        {
            _revision = user.Version;
            // Nobody is a deleted user any more: all that is left is that the id was taken.
            if (JsonSerializer.Deserialize(user.Body, DomainJson.Stored.UserDocument) is not { IsDeleted: false } alive) return;
            _user = alive;
        }

        if (await reader.ReadDocumentAsync(UserSessionsDocument.IdOf(_id), cancellationToken) is { } sessions)
        {
            _sessions = JsonSerializer.Deserialize(sessions.Body, DomainJson.Stored.UserSessionsDocument)!.Sessions;
            _sessionsRevision = sessions.Version;
        }

        if (await reader.ReadDocumentAsync(UserKeysDocument.IdOf(_id), cancellationToken) is { } keys)
        {
            _keys = JsonSerializer.Deserialize(keys.Body, DomainJson.Stored.UserKeysDocument)!.Keys;
            _keysRevision = keys.Version;
        }
    }

    public ValueTask<Result<UserSnapshot>> GetAsync() => ValueTask.FromResult<Result<UserSnapshot>>(_user is null ? NotFound() : Snapshot());

    public async Task<Result<CommandReply<UserSnapshot>>> RegisterAsync(UserRegistration registration, OperationStamp? operation)
    {
        if (_revision > 0) return new Failure(FailureCode.Conflict, "This account exists.");
        var user = UserRules.Register(_id, registration, time.GetUtcNow());
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = operation is null ? null : new Operation(operation.Id, operation.Fingerprint, _id),
            Documents = [new DocumentWrite(_id, 0, JsonSerializer.Serialize(user, DomainJson.Stored.UserDocument))],
            Keys =
            [
                new KeyWrite(UniqueKeys.Handle, user.Handle, _id),
                new KeyWrite(UniqueKeys.Email, UserRules.NormalizeEmail(user.Email), _id),
                .. registration.ExternalLogin is { } login ? ImmutableArray.Create(new KeyWrite(UniqueKeys.External, login, _id)) : [],
            ],
            Events = [new EventWrite(UserEventNames.Registered, 1, _id, JsonSerializer.Serialize(new UserRegistered(), DomainJson.Stored.UserRegistered))],
        });
        switch (outcome)
        {
            case CommitOutcome.Committed:
                _user = user;
                _revision = 1;
                return new CommandReply<UserSnapshot>(Snapshot(), Replayed: false);
            case CommitOutcome.AlreadyDone done:
                var first = await reader.ReadDocumentAsync(done.Result);
                return first is null
                    ? NotFound()
                    : new CommandReply<UserSnapshot>(new UserSnapshot(JsonSerializer.Deserialize(first.Body, DomainJson.Stored.UserDocument)!, first.Version), Replayed: true);
            case CommitOutcome.KeyTaken { Kind: UniqueKeys.Handle }:
                return Failure.Conflict("handle", "This handle is taken.");
            case CommitOutcome.KeyTaken { Kind: UniqueKeys.External }:
                return new Failure(FailureCode.Conflict, "This identity has an account by now; sign in again.");
            case CommitOutcome.KeyTaken:
                return Failure.Conflict("email", "There is an account with this e-mail address.");
            default:
                return Refuse(outcome);
        }
    }

    public async Task<Result<UserSnapshot>> EditProfileAsync(ProfilePatch patch)
    {
        if (_user is not { } before) return NotFound();
        if (!UserRules.EditProfile(before, patch).TryGet(out var after, out var failure)) return failure;
        if (after == before)
        {
            if (await IsCurrentAsync(reader, _id, _revision)) return Snapshot();
            return Refuse(new CommitOutcome.VersionConflict(_id));
        }

        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = [new DocumentWrite(_id, _revision, JsonSerializer.Serialize(after, DomainJson.Stored.UserDocument))],
            Edges = MediaUse.Change(_id, before.AvatarUrl, after.AvatarUrl),
            Events = [new EventWrite(UserEventNames.ProfileChanged, 1, _id, JsonSerializer.Serialize(new UserProfileChanged([.. patch.Fields.Order()]), DomainJson.Stored.UserProfileChanged))],
        });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _user = after;
        _revision++;
        return Snapshot();
    }

    private DocumentWrite Write(UserDocument user) => new(_id, _revision, JsonSerializer.Serialize(user, DomainJson.Stored.UserDocument));

    /// <summary>The event that an account changed: the names of the fields, never what they hold.</summary>
    private EventWrite Changed(params ImmutableArray<string> fields) =>
        new(UserEventNames.ProfileChanged, 1, _id, JsonSerializer.Serialize(new UserProfileChanged(fields), DomainJson.Stored.UserProfileChanged));

    private static Operation? OperationOf(OperationStamp? stamp, string result) => stamp is null ? null : new Operation(stamp.Id, stamp.Fingerprint, result);

    private UserSnapshot Snapshot() => new(_user!, _revision);

    private static Failure NotFound() => Failure.NotFound("user");
}
