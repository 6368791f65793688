namespace PromptGrid.Web.Account;

/// <summary>The sign-in form as it was sent, without the password.</summary>
/// <param name="Return">Where to go afterwards.</param>
/// <param name="Error">What was wrong, in the page's language; null for nothing yet.</param>
public sealed record SignInModel(string Login, string Return, string? Error)
{
    /// <summary>Others that one may sign in with.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
}

/// <summary>The sign-up form as it was sent, without the password.</summary>
/// <param name="Errors">What is wrong by field, in the page's language; the empty name stands for the form.</param>
public sealed record SignUpModel(string Handle, string Email, string Name, string Return, IReadOnlyDictionary<string, string> Errors)
{
    /// <summary>Others that one may sign up with.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];
}
