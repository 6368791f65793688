namespace PromptGrid.Api.Auth.External;

/// <summary>Somebody as a provider knows them.</summary>
/// <param name="Subject">The provider's own id of the user, which never changes.</param>
/// <param name="Email">Null unless the provider has verified that it is theirs.</param>
/// <param name="Name">What to call them, to begin with.</param>
/// <param name="Login">What to make a handle of.</param>
public sealed record ExternalIdentity(string Provider, string Subject, string? Email, string? Name, string? Login)
{
    /// <summary>What identifies them among all providers.</summary>
    public string Key => Provider + ":" + Subject;
}
