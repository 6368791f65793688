using Orleans.Concurrency;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Grains.Interfaces.Users;

/// <summary>The single writer of one account and its sessions. Key: the user's id. Writes are durable when answered.</summary>
[Alias("promptgrid.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Creates the account under this grain's id; conflict when handle or e-mail are taken. Idempotent by the
    /// operation: a repeat gets the account that the first call made.</summary>
    [Alias("register")]
    Task<Result<CommandReply<UserSnapshot>>> RegisterAsync(UserRegistration registration, OperationStamp? operation);

    [Idempotent, AlwaysInterleave, Alias("get")]
    ValueTask<Result<UserSnapshot>> GetAsync();

    [Idempotent, Alias("edit-profile")]
    Task<Result<UserSnapshot>> EditProfileAsync(ProfilePatch patch);

    /// <summary>Opens a session; the fifty-first ends the one that was refreshed longest ago.</summary>
    [Alias("open-session")]
    Task<Result<UserSession>> OpenSessionAsync();

    /// <summary>Uses up a refresh token: the session's next generation. A generation that was used before ends the session,
    /// because somebody holds a copy.</summary>
    [Alias("refresh-session")]
    Task<Result<UserSession>> RefreshSessionAsync(string sessionId, int generation);

    /// <summary>Ends a session. Ending it twice changes nothing.</summary>
    [Idempotent, Alias("close-session")]
    Task<Result<Done>> CloseSessionAsync(string sessionId);

    [Idempotent, AlwaysInterleave, Alias("is-session-open")]
    ValueTask<bool> IsSessionOpenAsync(string sessionId);
}

/// <summary>An account as committed.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.UserSnapshot")]
public sealed record UserSnapshot([property: Id(0)] UserDocument User, [property: Id(1)] long Revision);
