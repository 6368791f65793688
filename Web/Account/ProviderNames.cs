namespace PromptGrid.Web.Account;

/// <summary>How people write the names of those one may sign in with.</summary>
public static class ProviderNames
{
    public static string Of(string provider) => provider switch { "github" => "GitHub", "google" => "Google", _ => provider };
}
