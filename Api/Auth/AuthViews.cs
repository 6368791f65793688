using PromptGrid.Api.Users;

namespace PromptGrid.Api.Auth;

public sealed record RegisterRequest(string? Handle, string? Email, string? Password, string? DisplayName);

/// <param name="Login">A handle or an e-mail address.</param>
public sealed record LoginRequest(string? Login, string? Password);

public sealed record RefreshRequest(string? RefreshToken);

/// <summary>A signed-in session.</summary>
/// <param name="ExpiresIn">Seconds until the access token ends.</param>
public sealed record SessionView(MeView User, string AccessToken, string RefreshToken, int ExpiresIn);
