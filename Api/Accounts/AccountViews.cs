using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Users;

namespace PromptGrid.Api.Accounts;

/// <param name="CurrentPassword">Not needed for an account without a password, shortly after signing in.</param>
public sealed record PasswordRequest(string? CurrentPassword, string? NewPassword);

/// <param name="Password">Not needed for an account without a password, shortly after signing in.</param>
public sealed record EmailRequest(string? Password, string? Email);

/// <param name="Password">Not needed for an account without a password, shortly after signing in.</param>
public sealed record DeletionRequest(string? Password);

/// <summary>A signed-in device.</summary>
/// <param name="LastUsed">When its tokens were renewed last: at most an hour before it was really used last.</param>
/// <param name="Device">What the device said it is, such as <c>Firefox on Linux</c>.</param>
/// <param name="Current">Is it the one that asks?</param>
public sealed record OpenSessionView(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsed, string? Device, bool Current)
{
    public static OpenSessionView Of(UserSession session, string currentId) => new(session.Id, session.CreatedAt, session.RefreshedAt, session.Device, session.Id == currentId);
}

/// <param name="Scopes"><c>read</c>, <c>write</c>; the latter includes the former.</param>
public sealed record ApiKeyRequest(string? Name, ImmutableArray<string>? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>An API key without its secret.</summary>
/// <param name="LastUsedAt">To within an hour; null for never.</param>
public sealed record ApiKeyView(string Id, string Name, string Prefix, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    public static ApiKeyView Of(UserApiKey key) => new(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, key.LastUsedAt);
}

/// <summary>An API key that was just made.</summary>
/// <param name="Key">The key itself, this once: it is stored nowhere, so a repeat of the request cannot tell it either.</param>
public sealed record NewApiKeyView(
    string Id, string Name, string Prefix, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key)
{
    public static NewApiKeyView Of(UserApiKey key, string? secret) => new(key.Id, key.Name, key.Prefix, key.Scopes, key.CreatedAt, key.ExpiresAt, secret);
}
