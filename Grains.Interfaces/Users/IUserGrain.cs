using System.Collections.Immutable;
using Orleans.Concurrency;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Notifications;
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

    /// <summary>The same for a device that says what it is, as <see cref="DeviceLabel"/> shortens it.</summary>
    [Alias("open-session-on")]
    Task<Result<UserSession>> OpenSessionOnAsync(string? device);

    /// <summary>Uses up a refresh token: the session's next generation. A generation that was used before ends the session,
    /// because somebody holds a copy.</summary>
    [Alias("refresh-session")]
    Task<Result<UserSession>> RefreshSessionAsync(string sessionId, int generation);

    /// <summary>The same, idempotent by the operation: a repeat gets the generation that it made, as long as nobody has used
    /// that one. Without it a generation comes back unused for <see cref="UserRules.ReuseGrace"/> without ending the session,
    /// because two at once, or an answer that was lost, are no theft; it is refused all the same.</summary>
    [Alias("renew-session")]
    Task<Result<CommandReply<UserSession>>> RenewSessionAsync(string sessionId, int generation, OperationStamp? operation);

    /// <summary>Writes down that a session is in use, at most every <see cref="UserRules.SessionUseNotedEvery"/>; unauthenticated when it
    /// has ended. Its generation stays: however many ask at once, none ends it.</summary>
    [Idempotent, Alias("touch-session")]
    Task<Result<UserSession>> TouchSessionAsync(string sessionId);

    /// <summary>Ends a session. Ending it twice changes nothing.</summary>
    [Idempotent, Alias("close-session")]
    Task<Result<Done>> CloseSessionAsync(string sessionId);

    [Idempotent, AlwaysInterleave, Alias("is-session-open")]
    ValueTask<bool> IsSessionOpenAsync(string sessionId);

    /// <summary>Sets whether somebody follows this user. Setting it again changes nothing; exact however many do it at once.
    /// A follow can be taken back even when this account is gone.</summary>
    /// <returns>How many follow this user.</returns>
    [Idempotent, AlwaysInterleave, Alias("set-follower")]
    Task<Result<Reaction>> SetFollowerAsync(string followerId, bool following);

    /// <summary>Sets whether this user follows a tag, given in its one spelling. Setting it again changes nothing.</summary>
    /// <returns>How many follow the tag.</returns>
    [Idempotent, AlwaysInterleave, Alias("set-tag-follow")]
    Task<Result<Reaction>> SetTagFollowAsync(string tag, bool following);

    /// <summary>Mutes or unmutes kinds of notifications; those not named stay as they are.</summary>
    [Idempotent, Alias("mute-notifications")]
    Task<Result<NotificationSettingsDocument>> MuteNotificationsAsync(ImmutableDictionary<string, bool> muted);

    /// <summary>Marks notifications up to a place as read; never goes back. With an operation a repeat gets
    /// <paramref name="answer"/> of the first call.</summary>
    [Alias("read-notifications")]
    Task<Result<CommandReply<string>>> ReadNotificationsAsync(long upTo, string answer, OperationStamp? operation);

    /// <summary>Forgets what was decided about notifications, for an account that is erased.</summary>
    [Idempotent, Alias("erase-notifications")]
    Task<Result<Done>> EraseNotificationsAsync();
    /// <summary>The open sessions, oldest first; empty when there is no such user.</summary>
    [Idempotent, AlwaysInterleave, Alias("get-sessions")]
    ValueTask<ImmutableArray<UserSession>> GetSessionsAsync();

    /// <summary>Ends all sessions but one.</summary>
    [Idempotent, Alias("close-other-sessions")]
    Task<Result<Done>> CloseOtherSessionsAsync(string keptSessionId);

    /// <summary>Changes the password and ends all sessions but one, in one commit; unauthenticated when the password is not
    /// the one that was seen any more, or the kept session has ended. Idempotent by the operation.</summary>
    [Alias("change-password")]
    Task<Result<CommandReply<UserSnapshot>>> ChangePasswordAsync(PasswordChange change, OperationStamp? operation);

    /// <summary>Changes the e-mail address; conflict when another account has it. The old one is free at once.</summary>
    [Alias("change-email")]
    Task<Result<CommandReply<UserSnapshot>>> ChangeEmailAsync(string email, OperationStamp? operation);

    /// <summary>Lets an identity elsewhere (<c>provider:id</c>) sign in to this account from now on; conflict when it signs in
    /// to another. Doing it twice changes nothing.</summary>
    [Idempotent, Alias("link")]
    Task<Result<UserSnapshot>> LinkAsync(string externalLogin);

    /// <summary>Stops an identity elsewhere (<c>provider:id</c>) from signing in to this account; conflict when that is the
    /// only way in. Doing it twice changes nothing.</summary>
    [Idempotent, Alias("unlink")]
    Task<Result<UserSnapshot>> UnlinkAsync(string externalLogin);

    /// <summary>Deletes the account: handle and e-mail address are free, sessions and API keys dead with this commit, and
    /// <see cref="Accounts.IAccountErasureGrain"/> takes care of everything else.</summary>
    /// <param name="seenHash">As in <see cref="PasswordChange"/>.</param>
    [Alias("delete")]
    Task<Result<Done>> DeleteAsync(string seenHash);

    /// <summary>The API keys, oldest first; empty when there is no such user.</summary>
    [Idempotent, AlwaysInterleave, Alias("get-keys")]
    ValueTask<ImmutableArray<UserApiKey>> GetKeysAsync();

    /// <summary>Adds an API key; conflict when there are <see cref="ApiKeyRules.KeysMax"/>. Idempotent by the operation.</summary>
    [Alias("create-key")]
    Task<Result<CommandReply<UserApiKey>>> CreateKeyAsync(ApiKeyDraft draft, OperationStamp? operation);

    /// <summary>Deletes an API key; not-found when it is gone already.</summary>
    [Alias("delete-key")]
    Task<Result<Done>> DeleteKeyAsync(string keyId);

    /// <summary>The API key with this hash, if it is there and has not expired.</summary>
    [Idempotent, AlwaysInterleave, Alias("find-key")]
    ValueTask<UserApiKey?> FindKeyAsync(string hash);

    /// <summary>Writes down that an API key is in use, at most every <see cref="ApiKeyRules.UseNotedEvery"/>.</summary>
    [Idempotent, Alias("note-key-used")]
    Task NoteKeyUsedAsync(string keyId);
}

/// <summary>An account as committed.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.UserSnapshot")]
public sealed record UserSnapshot([property: Id(0)] UserDocument User, [property: Id(1)] long Revision);
