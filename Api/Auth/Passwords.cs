using Microsoft.AspNetCore.Identity;
using PromptGrid.Domain.Users;

namespace PromptGrid.Api.Auth;

/// <summary>Hashes and checks passwords (ASP.NET's PBKDF2). At most two at a time per core, because each costs tens of
/// milliseconds of a core; beyond a bounded queue the caller is told to come back.</summary>
public sealed class Passwords : IDisposable
{
    private const int WaitingMax = 200;

    private static readonly UserDocument Nobody = new() { Id = "", Handle = "", Email = "", PasswordHash = "", DisplayName = "", CreatedAt = default };

    private readonly PasswordHasher<UserDocument> _hasher = new();
    private readonly SemaphoreSlim _running = new(Environment.ProcessorCount);
    private readonly Lazy<string> _decoy;
    private int _waiting;

    public Passwords() => _decoy = new Lazy<string>(() => _hasher.HashPassword(Nobody, "no account has this password"));

    public Task<Result<string>> HashAsync(string password) => RunAsync(() => _hasher.HashPassword(Nobody, password));

    /// <summary>Checks a password against an account, or against a decoy in the same time when there is none, or it has no password.</summary>
    public Task<Result<bool>> VerifyAsync(UserDocument? user, string password) => RunAsync(() =>
        _hasher.VerifyHashedPassword(Nobody, user is { HasPassword: true } ? user.PasswordHash : _decoy.Value, password) != PasswordVerificationResult.Failed && user is { HasPassword: true });

    public void Dispose() => _running.Dispose();

    private async Task<Result<T>> RunAsync<T>(Func<T> work)
    {
        if (Interlocked.Increment(ref _waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref _waiting);
            return new Failure(FailureCode.Overloaded, "Too many people sign in right now; try again in a moment.");
        }

        try
        {
            await _running.WaitAsync();
            try
            {
                return await Task.Run(work);
            }
            finally
            {
                _running.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
