using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Auth;

/// <summary>
/// Makes and reads ASP.NET bearer tokens. An access token names a user and a session; it is believed while the session is
/// open. A refresh token names a session's generation and can be used once. A site token is what the pages' cookie holds:
/// an access token that lasts as long as a refresh token, and is no access token. While it is used it is renewed once a day,
/// up to <see cref="SiteLifetimeMax"/> after signing in.
/// </summary>
/// <remarks>Verified access tokens are remembered for <see cref="TrustedFor"/>: signing out elsewhere takes that long to
/// be seen here. Thread-safe.</remarks>
public sealed class Tokens(IDataProtectionProvider protection, IGrainFactory grains, TimeProvider time)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>After this long one signs in to the site again, however often one came.</summary>
    public static readonly TimeSpan SiteLifetimeMax = TimeSpan.FromDays(180);

    /// <summary>A site token of that age is exchanged for a new one.</summary>
    public static readonly TimeSpan SiteRenewedEvery = TimeSpan.FromDays(1);

    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(10);

    private const int TokenLengthMax = 4_000;
    private const int VerifiedMax = 20_000;
    private const string SessionClaim = "sid";
    private const string GenerationClaim = "gen";

    private readonly ConcurrentDictionary<string, Verified> _verified = new(StringComparer.Ordinal);

    private int _forgotten;

    // ASP.NET's own format and purposes, without its authentication middleware: that would decrypt each request's token.
    private readonly TicketDataFormat _access = Format(protection, "BearerToken");
    private readonly TicketDataFormat _refresh = Format(protection, "RefreshToken");
    private readonly TicketDataFormat _site = Format(protection, "SiteCookie");

    public string MakeAccess(string userId, UserSession session) => Make(_access, userId, session, AccessLifetime);

    public string MakeRefresh(string userId, UserSession session) => Make(_refresh, userId, session, RefreshLifetime);

    public string MakeSite(string userId, UserSession session) => Make(_site, userId, session, SiteLifetime(session), time.GetUtcNow());

    /// <summary>How long a site token made now lasts; zero or less when its session is too old for one.</summary>
    public TimeSpan SiteLifetime(UserSession session)
    {
        var left = session.CreatedAt + SiteLifetimeMax - time.GetUtcNow();
        return left < RefreshLifetime ? left : RefreshLifetime;
    }

    /// <summary>True for a site token that was verified just now and is old enough to be exchanged for a new one.</summary>
    public bool IsSiteTokenAged(string token) => _verified.TryGetValue(token, out var known) && known.Format == _site && time.GetUtcNow() - known.Issued >= SiteRenewedEvery;

    /// <summary>The caller of an access token that was verified less than <see cref="TrustedFor"/> ago; null for any other.</summary>
    public Caller? FindTrusted(ReadOnlySpan<char> accessToken) =>
        _verified.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(accessToken, out var known) && known.IsTrusted(_access, time.GetUtcNow()) ? known.Caller : null;

    /// <summary>The caller that an access token stands for; null when it is none, has expired or its session ended.</summary>
    public ValueTask<Caller?> VerifyAccessAsync(string token) => VerifyAsync(_access, token);

    /// <summary>The caller that a site token stands for; null when it is none, has expired or its session ended.</summary>
    public ValueTask<Caller?> VerifySiteAsync(string token) => VerifyAsync(_site, token);

    /// <summary>User, session and generation of a refresh token; null when it is none or has expired.</summary>
    public (string UserId, string SessionId, int Generation)? ReadRefresh(string? token) =>
        token is not null && Read(_refresh, token) is { } ticket ? (ticket.UserId, ticket.SessionId, ticket.Generation) : null;

    /// <summary>Stops believing a session's tokens on this node at once.</summary>
    public void Forget(string sessionId)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var (token, verified) in _verified)
        {
            if (verified.Caller.SessionId == sessionId) _verified.TryRemove(token, out _);
        }
    }

    /// <summary>Stops believing the tokens of a user's sessions on this node at once, except for one that stays open.</summary>
    public void ForgetUser(string userId, string? exceptSessionId = null)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var (token, verified) in _verified)
        {
            if (verified.Caller.UserId == userId && verified.Caller.SessionId != exceptSessionId) _verified.TryRemove(token, out _);
        }
    }

    private async ValueTask<Caller?> VerifyAsync(TicketDataFormat format, string token)
    {
        var now = time.GetUtcNow();
        // What was verified in one format is nothing in the other.
        if (_verified.TryGetValue(token, out var known) && known.IsTrusted(format, now)) return known.Caller;
        if (Read(format, token) is not { } ticket) return null;
        var forgotten = Volatile.Read(ref _forgotten);
        if (!await grains.User(ticket.UserId).IsSessionOpenAsync(ticket.SessionId))
        {
            _verified.TryRemove(token, out _);
            return null;
        }

        if (_verified.Count >= VerifiedMax) _verified.Clear();
        var until = now + TrustedFor < ticket.Expires ? now + TrustedFor : ticket.Expires;
        var caller = known?.Caller ?? new Caller(ticket.UserId, ticket.SessionId);
        _verified[token] = new Verified(caller, until, ticket.Issued, format);
        // The session ended while it was asked for: what was just remembered may be older than that.
        if (forgotten != Volatile.Read(ref _forgotten)) _verified.TryRemove(token, out _);
        return caller;
    }

    private static TicketDataFormat Format(IDataProtectionProvider protection, string kind) =>
        new(protection.CreateProtector("Microsoft.AspNetCore.Authentication.BearerToken", BearerTokenDefaults.AuthenticationScheme, kind));

    private string Make(ISecureDataFormat<AuthenticationTicket> format, string userId, UserSession session, TimeSpan lifetime, DateTimeOffset? issued = null)
    {
        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, userId),
            new Claim(SessionClaim, session.Id),
            new Claim(GenerationClaim, session.Generation.ToString(CultureInfo.InvariantCulture)),
        ], BearerTokenDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + lifetime, IssuedUtc = issued };
        return format.Protect(new AuthenticationTicket(new ClaimsPrincipal(identity), properties, BearerTokenDefaults.AuthenticationScheme));
    }

    private (string UserId, string SessionId, int Generation, DateTimeOffset Issued, DateTimeOffset Expires)? Read(ISecureDataFormat<AuthenticationTicket> format, string token)
    {
        if (token.Length > TokenLengthMax) return null;
        var ticket = format.Unprotect(token);
        if (ticket?.Properties.ExpiresUtc is not { } expires || expires <= time.GetUtcNow()) return null;
        var user = ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier);
        var session = ticket.Principal.FindFirstValue(SessionClaim);
        return user is not null && session is not null && int.TryParse(ticket.Principal.FindFirstValue(GenerationClaim), CultureInfo.InvariantCulture, out var generation)
            // A site token of before it said when it was made lasts as long as a refresh token.
            ? (user, session, generation, ticket.Properties.IssuedUtc ?? expires - RefreshLifetime, expires)
            : null;
    }

    private sealed record Verified(Caller Caller, DateTimeOffset TrustedUntil, DateTimeOffset Issued, TicketDataFormat Format)
    {
        public bool IsTrusted(TicketDataFormat format, DateTimeOffset now) => Format == format && now < TrustedUntil;
    }
}
