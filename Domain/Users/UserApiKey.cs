using System.Collections.Immutable;

namespace PromptGrid.Domain.Users;

/// <summary>The API keys of a user, oldest first. Document id: <c>{userId}/keys</c>.</summary>
public sealed record UserKeysDocument(ImmutableArray<UserApiKey> Keys)
{
    public ImmutableArray<UserApiKey> Keys { get; init => field = value.IsDefault ? [] : value; } = Keys.IsDefault ? [] : Keys;

    public static string IdOf(string userId) => userId + "/keys";
}

/// <summary>One API key. The key itself is stored nowhere.</summary>
/// <param name="Hash">SHA-256 of the key, lower-case hexadecimal.</param>
/// <param name="Prefix">How the key begins, so that its owner can tell it from others.</param>
/// <param name="Scopes"><see cref="ApiKeyScopes"/>, without repeats, sorted.</param>
/// <param name="LastUsedAt">When it was used, to within <see cref="ApiKeyRules.UseNotedEvery"/>; null for never.</param>
public sealed record UserApiKey(
    string Id, string Name, string Hash, string Prefix, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt = null, DateTimeOffset? LastUsedAt = null)
{
    public ImmutableArray<string> Scopes { get; init => field = value.IsDefault ? [] : value; } = Scopes.IsDefault ? [] : Scopes;

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    public bool Allows(string scope) => Scopes.Contains(scope);
}

/// <summary>What an API key may do.</summary>
public static class ApiKeyScopes
{
    /// <summary>To read whatever its owner may read.</summary>
    public const string Read = "read";

    /// <summary>To change what its owner may change, other than the account itself; includes <see cref="Read"/>.</summary>
    public const string Write = "write";
}
