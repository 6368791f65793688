namespace PromptGrid.Cli.Import;

/// <summary>What somebody asked <c>promptgrid import</c> for, checked as far as one can without asking anybody.</summary>
/// <param name="Handle">Whose prompts they become.</param>
/// <param name="Format"><c>csv</c> or <c>ndjson</c>.</param>
/// <param name="Server">Null: the local data folder.</param>
/// <param name="Login">Handle or e-mail address to sign in with; null: the handle.</param>
/// <param name="Create">Make the user when there is none.</param>
internal sealed record ImportRequest(FileInfo File, string Handle, string Format, string? License, Uri? Server, string? Login, bool Create)
{
    /// <summary>The e-mail address among the options, if one was given.</summary>
    public string? Email => Login is { } login && login.Contains('@', StringComparison.Ordinal) ? login : null;
}
