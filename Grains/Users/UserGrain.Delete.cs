using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Media;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>The end of an account: what must be gone at once goes in one commit; the rest is erased from what that commit
/// leaves behind.</content>
public sealed partial class UserGrain
{
    public async Task<Result<Done>> DeleteAsync(string seenHash)
    {
        if (_user is not { } user) return NotFound();
        if (user.PasswordHash != seenHash) return new Failure(FailureCode.Unauthenticated, "The password was changed meanwhile.");
        var now = time.GetUtcNow();
        var erasure = new UserErasureDocument(now, user.Handle);
        var documents = ImmutableArray.CreateBuilder<DocumentWrite>();
        documents.Add(Write(UserRules.Delete(user, now)));
        documents.Add(new DocumentWrite(UserErasureDocument.IdOf(_id), 0, JsonSerializer.Serialize(erasure, DomainJson.Stored.UserErasureDocument)));
        if (_sessionsRevision > 0) documents.Add(new DocumentWrite(UserSessionsDocument.IdOf(_id), _sessionsRevision, null));
        if (_keysRevision > 0) documents.Add(new DocumentWrite(UserKeysDocument.IdOf(_id), _keysRevision, null));
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Documents = documents.DrainToImmutable(),
            Keys =
            [
                new KeyWrite(UniqueKeys.Handle, user.Handle, _id, Release: true),
                new KeyWrite(UniqueKeys.Email, UserRules.NormalizeEmail(user.Email), _id, Release: true),
                .. (user.ExternalLogins ?? []).Select(login => new KeyWrite(UniqueKeys.External, login, _id, Release: true)),
                .. _keys.Select(k => new KeyWrite(UniqueKeys.ApiKey, k.Hash, _id, Release: true)),
            ],
            Edges = [new EdgeWrite(UserErasureDocument.EdgeKind, _id, UserErasureDocument.Pending, Remove: false, null), .. MediaUse.Change(_id, user.AvatarUrl, null)],
            Events = [new EventWrite(UserEventNames.Deleted, 1, _id, JsonSerializer.Serialize(new UserDeleted(), DomainJson.Stored.UserDeleted))],
        });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        (_user, _sessions, _keys) = (null, [], []);
        _revision++;
        await GrainFactory.AccountErasure(_id).WakeAsync();
        return default(Done);
    }
}
