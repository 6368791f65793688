using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Auth;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.HotPaths;

/// <summary>Checking an access token.</summary>
public sealed class TokenPath
{
    private readonly Tokens _tokens;
    private readonly string _token;
    private readonly string _sessionId;

    private TokenPath(Tokens tokens, string token, string sessionId) => (_tokens, _token, _sessionId) = (tokens, token, sessionId);

    public static async Task<TokenPath> CreateAsync(QuietGrid grid)
    {
        if (!(await grid.Grains.User(grid.UserId).OpenSessionAsync()).TryGet(out var session, out var failure)) throw new InvalidOperationException(failure.Detail);
        var tokens = grid.Services.GetRequiredService<Tokens>();
        return new TokenPath(tokens, tokens.MakeAccess(grid.UserId, session), session.Id);
    }

    /// <summary>One that was verified a moment ago.</summary>
    public bool IsKnown() => _tokens.FindTrusted(_token) is not null;

    /// <summary>One that this node has not seen: it is decrypted, and its session asked for.</summary>
    public async ValueTask UnknownAsync()
    {
        _tokens.Forget(_sessionId);
        if (await _tokens.VerifyAccessAsync(_token) is null) throw new InvalidOperationException("The token was refused.");
    }
}
