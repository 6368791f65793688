using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PromptGrid.Domain.Common;

namespace PromptGrid.Domain.Users;

/// <summary>Decides about API keys. Pure.</summary>
public static class ApiKeyRules
{
    /// <summary>How every key begins: tools that search for leaked secrets know it by that.</summary>
    public const string Start = "pgk_";

    /// <summary>Random characters after <see cref="Start"/>: 238 bits.</summary>
    public const int RandomLength = 40;

    /// <summary>Of the random characters, how many are shown later.</summary>
    public const int ShownLength = 6;

    public const int KeysMax = 20;
    public const int NameLengthMax = 80;

    /// <summary>The use of a key is written down at most this often.</summary>
    public static readonly TimeSpan UseNotedEvery = TimeSpan.FromHours(1);

    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Can this be a key? Everything else is not worth a look-up.</summary>
    public static bool IsKey(string text) =>
        text.Length == Start.Length + RandomLength && text.StartsWith(Start, StringComparison.Ordinal) && text.AsSpan(Start.Length).IndexOfAnyExcept(Alphabet) < 0;

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static string PrefixOf(string key) => key[..(Start.Length + ShownLength)];

    /// <summary>Checks what somebody wants of a new key.</summary>
    /// <returns>The scopes to give, or why there is no key.</returns>
    public static Result<ImmutableArray<string>> Check(string? name, ImmutableArray<string>? scopes, DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        TextRules.CheckLabel(errors, "name", name, NameLengthMax, required: true);
        var given = scopes is { IsDefault: false } some ? some : [];
        if (given.IsEmpty) errors.Add("scopes", "is required");
        else if (given.Length > 2 || given.Any(s => s is not (ApiKeyScopes.Read or ApiKeyScopes.Write))) errors.Add("scopes", "must name read or write or both");
        if (expiresAt <= now) errors.Add("expiresAt", "must be in the future");
        if (errors.ToFailure() is { } failure) return failure;
        return given.Contains(ApiKeyScopes.Write) ? [ApiKeyScopes.Read, ApiKeyScopes.Write] : ImmutableArray.Create(ApiKeyScopes.Read);
    }
}
