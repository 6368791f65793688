using System.Collections.Immutable;

namespace PromptGrid.Grains.Interfaces.Users;

/// <summary>A new password, and the session that stays.</summary>
/// <param name="SeenHash">The password hash that the caller proved to know the password of; another one means that the
/// password was changed meanwhile.</param>
/// <param name="NewHash">The new password, hashed.</param>
/// <param name="KeptSessionId">All other sessions end with the change.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.PasswordChange")]
public sealed record PasswordChange([property: Id(0)] string SeenHash, [property: Id(1)] string NewHash, [property: Id(2)] string KeptSessionId);

/// <summary>A new API key, of which only the hash crosses.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.ApiKeyDraft")]
public sealed record ApiKeyDraft(
    [property: Id(0)] string Name,
    [property: Id(1)] string Hash,
    [property: Id(2)] string Prefix,
    [property: Id(3)] ImmutableArray<string> Scopes,
    [property: Id(4)] DateTimeOffset? ExpiresAt);
