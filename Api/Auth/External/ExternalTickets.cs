using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace PromptGrid.Api.Auth.External;

/// <summary>A sign-in that is under way, kept in a cookie of the browser that began it.</summary>
/// <param name="State">What the provider must send back, so that nobody brings their own answer to this browser.</param>
/// <param name="Verifier">Proves to the provider that who began it also ends it.</param>
/// <param name="Challenge">What the page that began it will prove to know the origin of.</param>
public sealed record PendingSignIn(string Provider, string State, string Verifier, string Challenge, string ReturnTo, DateTimeOffset Expires);

/// <summary>A sign-in that a provider has confirmed, to be exchanged for tokens once.</summary>
public sealed record ConfirmedSignIn(string Id, ExternalIdentity Identity, string Challenge, DateTimeOffset Expires);

/// <summary>A sign-in that a page of the site began, kept in a cookie of its own.</summary>
/// <param name="Verifier">What the challenge was made of.</param>
/// <param name="LinkTo">The session for whose account the identity shall sign in from now on; null to sign in.</param>
public sealed record SiteSignIn(string Provider, string Verifier, string Return, string? LinkTo, DateTimeOffset Expires);

/// <summary>Seals and opens them: every node reads what another one sealed, and nobody else does.</summary>
public sealed class ExternalTickets(IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan PendingFor = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan ConfirmedFor = TimeSpan.FromMinutes(5);

    public const int SecretLengthMax = 128;

    private const int SecretLengthMin = 43;
    private const int TicketLengthMax = 6_000;

    private readonly IDataProtector _pending = protection.CreateProtector("PromptGrid.ExternalSignIn.Pending");
    private readonly IDataProtector _confirmed = protection.CreateProtector("PromptGrid.ExternalSignIn.Confirmed");
    private readonly IDataProtector _site = protection.CreateProtector("PromptGrid.ExternalSignIn.Site");

    /// <summary>A random text of 256 bits, as PKCE wants it.</summary>
    public static string Secret() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What proves that one knows a secret, without telling it (PKCE's S256).</summary>
    public static string ChallengeOf(string secret) => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    public string Seal(PendingSignIn pending) => Seal(_pending, JsonSerializer.SerializeToUtf8Bytes(pending, ExternalJson.Default.PendingSignIn));

    public string Seal(ConfirmedSignIn confirmed) => Seal(_confirmed, JsonSerializer.SerializeToUtf8Bytes(confirmed, ExternalJson.Default.ConfirmedSignIn));

    public string Seal(SiteSignIn begun) => Seal(_site, JsonSerializer.SerializeToUtf8Bytes(begun, ExternalJson.Default.SiteSignIn));

    /// <summary>Null when it is none, or too old.</summary>
    public SiteSignIn? OpenSite(string? text) =>
        Open(_site, text) is { } json && JsonSerializer.Deserialize(json, ExternalJson.Default.SiteSignIn) is { } begun && begun.Expires > time.GetUtcNow() ? begun : null;

    /// <summary>A confirmed sign-in whose origin the verifier proves; null when it is none, too old, or somebody else's.</summary>
    public ConfirmedSignIn? OpenConfirmed(string? code, string? verifier) =>
        IsSecret(verifier) && OpenConfirmed(code) is { } confirmed && AreSame(confirmed.Challenge, ChallengeOf(verifier!)) ? confirmed : null;

    /// <summary>True for what may be a secret or its challenge (RFC 7636).</summary>
    public static bool IsSecret(string? text) =>
        text is { Length: >= SecretLengthMin and <= SecretLengthMax } && text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") < 0;

    /// <summary>Null when it is none, or too old.</summary>
    public PendingSignIn? OpenPending(string? text) =>
        Open(_pending, text) is { } json && JsonSerializer.Deserialize(json, ExternalJson.Default.PendingSignIn) is { } pending && pending.Expires > time.GetUtcNow() ? pending : null;

    private ConfirmedSignIn? OpenConfirmed(string? text) =>
        Open(_confirmed, text) is { } json && JsonSerializer.Deserialize(json, ExternalJson.Default.ConfirmedSignIn) is { } confirmed && confirmed.Expires > time.GetUtcNow() ? confirmed : null;

    /// <summary>Compares two secrets in a time that does not tell how much of them is alike.</summary>
    public static bool AreSame(string? a, string? b) =>
        a is not null && b is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static string Seal(IDataProtector protector, byte[] json) => WebEncoders.Base64UrlEncode(protector.Protect(json));

    private static byte[]? Open(IDataProtector protector, string? text)
    {
        if (text is not { Length: > 0 and <= TicketLengthMax }) return null;
        try
        {
            return protector.Unprotect(WebEncoders.Base64UrlDecode(text));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(PendingSignIn))]
[JsonSerializable(typeof(ConfirmedSignIn))]
[JsonSerializable(typeof(SiteSignIn))]
internal sealed partial class ExternalJson : JsonSerializerContext;
