using System.Collections.Concurrent;
using System.Security.Cryptography;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Auth;

/// <summary>
/// Makes and checks API keys. Only the SHA-256 of a key is stored, so a key is shown once; a key has far more randomness
/// than anybody can try, so that a fast hash is enough.
/// </summary>
/// <remarks>Checked keys are remembered for <see cref="TrustedFor"/>: a key that is deleted elsewhere works that long here.
/// Bounded; thread-safe.</remarks>
public sealed partial class ApiKeys(IGrainFactory grains, ILedgerReader reader, TimeProvider time, ILogger<ApiKeys> logger)
{
    public static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(5);

    private const int VerifiedMax = 20_000;

    private readonly ConcurrentDictionary<string, Verified> _verified = new(StringComparer.Ordinal);
    private int _forgotten;

    /// <summary>A new key.</summary>
    public static string Make() => ApiKeyRules.Start + RandomNumberGenerator.GetString(ApiKeyRules.Alphabet, ApiKeyRules.RandomLength);

    /// <summary>True for what is meant as an API key, valid or not.</summary>
    public static bool IsMeant(string token) => token.StartsWith(ApiKeyRules.Start, StringComparison.Ordinal);

    /// <summary>The caller that a key stands for; null when there is no such key or it has expired.</summary>
    public async ValueTask<Caller?> VerifyAsync(string token)
    {
        var now = time.GetUtcNow();
        if (_verified.TryGetValue(token, out var known) && now < known.TrustedUntil) return known.Caller;
        if (!ApiKeyRules.IsKey(token)) return null;
        var hash = ApiKeyRules.HashOf(token);
        var forgotten = Volatile.Read(ref _forgotten);
        if (await reader.ResolveKeyAsync(UniqueKeys.ApiKey, hash) is not { } userId || await grains.User(userId).FindKeyAsync(hash) is not { } key)
        {
            _verified.TryRemove(token, out _);
            return null;
        }

        if (key.LastUsedAt is not { } used || now - used >= ApiKeyRules.UseNotedEvery) await NoteUsedAsync(userId, key.Id);
        if (_verified.Count >= VerifiedMax) _verified.Clear();
        var until = key.ExpiresAt < now + TrustedFor ? key.ExpiresAt.Value : now + TrustedFor;
        var caller = known?.Caller ?? new Caller(userId, "", new KeyGrant(key.Id, key.Allows(ApiKeyScopes.Write)));
        _verified[token] = new Verified(caller, until);
        // Deleted while it was looked at: what was just remembered may be older than that.
        if (forgotten != Volatile.Read(ref _forgotten)) _verified.TryRemove(token, out _);
        return caller;
    }

    /// <summary>Stops believing a user's keys on this node until they are checked again.</summary>
    public void Forget(string userId)
    {
        Interlocked.Increment(ref _forgotten);
        foreach (var (token, verified) in _verified)
        {
            if (verified.Caller.UserId == userId) _verified.TryRemove(token, out _);
        }
    }

    private async Task NoteUsedAsync(string userId, string keyId)
    {
        try
        {
            await grains.User(userId).NoteKeyUsedAsync(keyId);
        }
        catch (LedgerUnavailableException e)
        {
            // Whoever reads does not need the ledger's write side; the next use notes it.
            LogNotNoted(e);
        }
    }

    [LoggerMessage(EventIds.KeyUseNotNoted, LogLevel.Debug, "That an API key is in use was not written down.")]
    private partial void LogNotNoted(Exception exception);

    private sealed record Verified(Caller Caller, DateTimeOffset TrustedUntil);
}
