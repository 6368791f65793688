using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>Sessions: a document of their own, so that signing in never rewrites the account.</content>
public sealed partial class UserGrain
{
    public Task<Result<UserSession>> OpenSessionAsync() => OpenSessionOnAsync(null);

    public async Task<Result<UserSession>> OpenSessionOnAsync(string? device)
    {
        if (_user is null) return NotFound();
        var sessions = UserRules.Open(_sessions, ids.New(EntityIds.Session), time.GetUtcNow(), device);
        return await SaveAsync(sessions) is { } failure ? failure : sessions[^1];
    }

    public async Task<Result<UserSession>> RefreshSessionAsync(string sessionId, int generation) =>
        (await RenewSessionAsync(sessionId, generation, null)).TryGet(out var reply, out var failure) ? reply.Value : failure;

    public async Task<Result<CommandReply<UserSession>>> RenewSessionAsync(string sessionId, int generation, OperationStamp? operation)
    {
        var session = _sessions.FirstOrDefault(s => s.Id == sessionId);
        if (_user is null || session is null) return Dead();
        if (operation is not null && await reader.ReadOperationAsync(operation.Id) is { } done)
        {
            if (done.Fingerprint != operation.Fingerprint) return Refuse(new CommitOutcome.OperationMismatch());
            return session.Generation == generation + 1 ? new CommandReply<UserSession>(session, Replayed: true) : Dead();
        }

        var now = time.GetUtcNow();
        if (session.Generation != generation)
        {
            var isAccident = session.Generation == generation + 1 && now - session.RefreshedAt < UserRules.ReuseGrace;
            // An old token came back: either its owner or a thief holds the newer one, so neither may go on.
            if (!isAccident) await SaveAsync(_sessions.Remove(session));
            return Dead();
        }

        var next = session with { Generation = generation + 1, RefreshedAt = now };
        return await SaveAsync(_sessions.Replace(session, next), OperationOf(operation, next.Id)) is { } failure ? failure : new CommandReply<UserSession>(next, Replayed: false);
    }

    public async Task<Result<UserSession>> TouchSessionAsync(string sessionId)
    {
        var session = _sessions.FirstOrDefault(s => s.Id == sessionId);
        if (_user is null || session is null) return Dead();
        var now = time.GetUtcNow();
        if (now - session.RefreshedAt < UserRules.SessionUseNotedEvery) return session;
        var used = session with { RefreshedAt = now };
        return await SaveAsync(_sessions.Replace(session, used)) is { } failure ? failure : used;
    }

    public async Task<Result<Done>> CloseSessionAsync(string sessionId)
    {
        var session = _sessions.FirstOrDefault(s => s.Id == sessionId);
        if (session is null)
        {
            var id = UserSessionsDocument.IdOf(_id);
            if (await IsCurrentAsync(reader, id, _sessionsRevision)) return default(Done);
            return Refuse(new CommitOutcome.VersionConflict(id));
        }

        return await SaveAsync(_sessions.Remove(session)) is { } failure ? failure : default(Done);
    }

    public ValueTask<bool> IsSessionOpenAsync(string sessionId) => ValueTask.FromResult(_user is not null && _sessions.Any(s => s.Id == sessionId));

    public ValueTask<ImmutableArray<UserSession>> GetSessionsAsync() => ValueTask.FromResult(_user is null ? [] : _sessions);

    public async Task<Result<Done>> CloseOtherSessionsAsync(string keptSessionId)
    {
        if (_user is null) return NotFound();
        return await SaveAsync(Only(keptSessionId)) is { } failure ? failure : default(Done);
    }

    private ImmutableArray<UserSession> Only(string sessionId) => [.. _sessions.Where(s => s.Id == sessionId)];

    private DocumentWrite Write(ImmutableArray<UserSession> sessions) =>
        new(UserSessionsDocument.IdOf(_id), _sessionsRevision, JsonSerializer.Serialize(new UserSessionsDocument(sessions), DomainJson.Stored.UserSessionsDocument));

    private async Task<Failure?> SaveAsync(ImmutableArray<UserSession> sessions, Operation? operation = null)
    {
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Operation = operation, Documents = [Write(sessions)] });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _sessions = sessions;
        _sessionsRevision++;
        return null;
    }

    private static Failure Dead() => new(FailureCode.Unauthenticated, "This refresh token is not valid any more; sign in again.");
}
