using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>API keys: a document of their own. That a hash is this user's is a unique key, in the same commit.</content>
public sealed partial class UserGrain
{
    public ValueTask<ImmutableArray<UserApiKey>> GetKeysAsync() => ValueTask.FromResult(_user is null ? [] : _keys);

    public async Task<Result<CommandReply<UserApiKey>>> CreateKeyAsync(ApiKeyDraft draft, OperationStamp? operation)
    {
        if (_user is null) return NotFound();
        // A repeat gets its first answer, also when the key it made was the last there may be.
        if (operation is not null && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            return done.Fingerprint == operation.Fingerprint ? Repeat(done.Result) : Refuse(new CommitOutcome.OperationMismatch());
        }

        var now = time.GetUtcNow();
        if (_keys.Length >= ApiKeyRules.KeysMax) return new Failure(FailureCode.Conflict, $"There are {ApiKeyRules.KeysMax} keys already; delete one first.");
        var key = new UserApiKey(ids.New(EntityIds.ApiKey), draft.Name.Trim(), draft.Hash, draft.Prefix, draft.Scopes, now, draft.ExpiresAt);
        var outcome = await CommitKeysAsync(_keys.Add(key), new KeyWrite(UniqueKeys.ApiKey, key.Hash, _id), OperationOf(operation, key.Id));
        return outcome switch
        {
            CommitOutcome.Committed => new CommandReply<UserApiKey>(key, Replayed: false),
            CommitOutcome.AlreadyDone again => Repeat(again.Result),
            _ => Refuse(outcome),
        };
    }

    public async Task<Result<Done>> DeleteKeyAsync(string keyId)
    {
        if (_user is null || _keys.FirstOrDefault(k => k.Id == keyId) is not { } key) return Failure.NotFound("key");
        var outcome = await CommitKeysAsync(_keys.Remove(key), new KeyWrite(UniqueKeys.ApiKey, key.Hash, _id, Release: true), null);
        return outcome is CommitOutcome.Committed ? default(Done) : Refuse(outcome);
    }

    public ValueTask<UserApiKey?> FindKeyAsync(string hash)
    {
        var key = _user is null ? null : _keys.FirstOrDefault(k => k.Hash == hash);
        return ValueTask.FromResult(key is null || key.IsExpired(time.GetUtcNow()) ? null : key);
    }

    public async Task NoteKeyUsedAsync(string keyId)
    {
        var now = time.GetUtcNow();
        if (_user is null || _keys.FirstOrDefault(k => k.Id == keyId) is not { } key || now - key.LastUsedAt < ApiKeyRules.UseNotedEvery) return;
        // Refused or not: the next use notes it again.
        await CommitKeysAsync(_keys.Replace(key, key with { LastUsedAt = now }), null, null);
    }

    private Result<CommandReply<UserApiKey>> Repeat(string keyId) =>
        _keys.FirstOrDefault(k => k.Id == keyId) is { } key ? new CommandReply<UserApiKey>(key, Replayed: true) : Failure.NotFound("key");

    private async Task<CommitOutcome> CommitKeysAsync(ImmutableArray<UserApiKey> keys, KeyWrite? unique, Operation? operation)
    {
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Operation = operation,
            Documents = [new DocumentWrite(UserKeysDocument.IdOf(_id), _keysRevision, JsonSerializer.Serialize(new UserKeysDocument(keys), DomainJson.Stored.UserKeysDocument))],
            Keys = unique is { } write ? [write] : [],
            // That a key is in use is no change of the account.
            Events = unique is null ? [] : [Changed("keys")],
        });
        if (outcome is not CommitOutcome.Committed) return outcome;
        _keys = keys;
        _keysRevision++;
        return outcome;
    }
}
