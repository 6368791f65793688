using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PromptGrid.Domain.Users;

/// <summary>A user as committed.</summary>
public sealed record UserDocument
{
    public required string Id { get; init; }
    public required string Handle { get; init; }

    /// <summary>As given at registration; never shown to anyone but its owner, never logged, in no event.</summary>
    public required string Email { get; init; }

    /// <summary>Made by ASP.NET's password hasher; empty for an account that signs in elsewhere only.</summary>
    public required string PasswordHash { get; init; }

    public required string DisplayName { get; init; }
    public string Bio { get; init => field = value ?? ""; } = "";
    public string? AvatarUrl { get; init; }
    public ImmutableArray<string> Links { get; init => field = value.IsDefault ? [] : value; } = [];
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Identities elsewhere that sign in to this account, as <c>provider:id</c>; null for none.</summary>
    public ImmutableArray<string>? ExternalLogins { get; init; }

    /// <summary>Set when the account was deleted: what is left is a tombstone without anything personal, for the counters and
    /// for whatever names its id.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    [JsonIgnore]
    public bool IsDeleted => DeletedAt is not null;

    [JsonIgnore]
    public bool HasPassword => PasswordHash.Length > 0;
}

/// <summary>The open sessions of a user, oldest first. Document id: <c>{userId}/sessions</c>.</summary>
public sealed record UserSessionsDocument(ImmutableArray<UserSession> Sessions)
{
    public ImmutableArray<UserSession> Sessions { get; init => field = value.IsDefault ? [] : value; } = Sessions.IsDefault ? [] : Sessions;

    public static string IdOf(string userId) => userId + "/sessions";
}

/// <summary>One signed-in device. A refresh token names the session and a generation; using it makes the next one.</summary>
/// <param name="Device">What the device called itself, shortened by <see cref="DeviceLabel"/>; null when it did not.</param>
public sealed record UserSession(string Id, int Generation, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, string? Device = null);

/// <summary>What an account is made from. The password comes hashed.</summary>
/// <param name="ExternalLogin">The identity elsewhere that it is made for, as <c>provider:id</c>; it needs no password then.</param>
public sealed record UserRegistration(string Handle, string Email, string PasswordHash, string? DisplayName, string? ExternalLogin = null);

/// <summary>A partial edit of a profile: only the named fields count.</summary>
public sealed record ProfilePatch(string? DisplayName, string? Bio, string? AvatarUrl, ImmutableArray<string>? Links, ImmutableHashSet<string> Fields)
{
    public static readonly ImmutableHashSet<string> KnownFields = ["displayName", "bio", "avatarUrl", "links"];
}

/// <summary>Names of the events of users.</summary>
public static class UserEventNames
{
    public const string Registered = "user.registered";
    public const string ProfileChanged = "user.profile-changed";
    public const string PromptsChanged = "user.prompts-changed";
    public const string FollowersChanged = "user.followers-changed";
    public const string Deleted = "user.deleted";
}

/// <summary>Body of <see cref="UserEventNames.Registered"/>, schema 1. Holds nothing personal.</summary>
public sealed record UserRegistered(int Schema = 1);

/// <summary>Body of <see cref="UserEventNames.Deleted"/>, schema 1.</summary>
public sealed record UserDeleted(int Schema = 1);

/// <summary>Body of <see cref="UserEventNames.ProfileChanged"/>, schema 1: the names of the fields that changed.</summary>
public sealed record UserProfileChanged(ImmutableArray<string> Fields)
{
    public ImmutableArray<string> Fields { get; init => field = value.IsDefault ? [] : value; } = Fields.IsDefault ? [] : Fields;
}

/// <summary>Names of counters on users.</summary>
public static class UserCounters
{
    public const string Prompts = "prompts";
    public const string Followers = "followers";
    public const string Following = "following";
    public const string LikesReceived = "likesReceived";
}

/// <summary>Kinds of unique keys.</summary>
public static class UniqueKeys
{
    public const string Handle = "handle";
    public const string Email = "email";

    /// <summary>SHA-256 of an API key, hexadecimal → user.</summary>
    public const string ApiKey = "api-key";

    /// <summary><c>{provider}:{id there}</c> → user.</summary>
    public const string External = "external";

    /// <summary><c>{userId}/{slug}</c> → prompt.</summary>
    public const string Slug = "slug";

    /// <summary><c>{userId}/{identity}</c> → the prompt that an import made for it.</summary>
    public const string Import = "import";

    public static string OfSlug(string userId, string slug) => $"{userId}/{slug}";

    public static string OfImport(string userId, string identity) => $"{userId}/{identity}";
}
