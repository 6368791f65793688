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

/// <summary>Seals and opens them: every node reads what another one sealed, and nobody else does.</summary>
public sealed class ExternalTickets(IDataProtectionProvider protection, TimeProvider time)
{
    public static readonly TimeSpan PendingFor = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan ConfirmedFor = TimeSpan.FromMinutes(5);

    private const int TicketLengthMax = 6_000;

    private readonly IDataProtector _pending = protection.CreateProtector("PromptGrid.ExternalSignIn.Pending");
    private readonly IDataProtector _confirmed = protection.CreateProtector("PromptGrid.ExternalSignIn.Confirmed");

    /// <summary>A random text of 256 bits, as PKCE wants it.</summary>
    public static string Secret() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What proves that one knows a secret, without telling it (PKCE's S256).</summary>
    public static string ChallengeOf(string secret) => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));

    public string Seal(PendingSignIn pending) => Seal(_pending, JsonSerializer.SerializeToUtf8Bytes(pending, ExternalJson.Default.PendingSignIn));

    public string Seal(ConfirmedSignIn confirmed) => Seal(_confirmed, JsonSerializer.SerializeToUtf8Bytes(confirmed, ExternalJson.Default.ConfirmedSignIn));

    /// <summary>Null when it is none, or too old.</summary>
    public PendingSignIn? OpenPending(string? text) =>
        Open(_pending, text) is { } json && JsonSerializer.Deserialize(json, ExternalJson.Default.PendingSignIn) is { } pending && pending.Expires > time.GetUtcNow() ? pending : null;

    /// <summary>Null when it is none, or too old.</summary>
    public ConfirmedSignIn? OpenConfirmed(string? text) =>
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
internal sealed partial class ExternalJson : JsonSerializerContext;
