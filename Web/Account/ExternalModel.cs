namespace PromptGrid.Web.Account;

/// <summary>The last step for somebody whom a provider has let in for the first time.</summary>
/// <param name="Code">Stands for what the provider said; worth something in this browser only.</param>
/// <param name="HasAccount">Whether an account here has the e-mail address: its password links the two. Otherwise one is made.</param>
/// <param name="Handle">What was suggested or sent.</param>
public sealed record ExternalModel(string Provider, string Code, bool HasAccount, string Handle, string Email)
{
    /// <summary>What is wrong with the one field there is, in the page's language; null for nothing yet.</summary>
    public string? Error { get; init; }
}
