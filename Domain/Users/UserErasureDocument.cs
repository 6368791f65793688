namespace PromptGrid.Domain.Users;

/// <summary>An account that is being erased. Document id: <c>{userId}/erasure</c>; it goes when nothing is left to
/// erase.</summary>
/// <param name="Handle">What the account went by, to find it where it is text; null once it was found everywhere.</param>
public sealed record UserErasureDocument(DateTimeOffset DeletedAt, string? Handle)
{
    /// <summary>Kind of the edge user → <see cref="Pending"/> while the account is being erased.</summary>
    public const string EdgeKind = "erasing";

    /// <summary>Where the edges of all accounts that are being erased lead.</summary>
    public const string Pending = "accounts";

    public static string IdOf(string userId) => userId + "/erasure";
}
