namespace PromptGrid.Cli.Export;

/// <summary>What somebody asked <c>promptgrid export</c> for.</summary>
/// <param name="Format"><c>csv</c> or <c>ndjson</c>.</param>
/// <param name="Scope"><c>mine</c> or <c>public</c>.</param>
/// <param name="File">Null: the standard output.</param>
/// <param name="Handle">Whose prompts; null only for all public ones.</param>
/// <param name="Server">Null: the local data folder.</param>
/// <param name="Login">Handle or e-mail address to sign in with; null: the handle.</param>
internal sealed record ExportRequest(string Format, string Scope, FileInfo? File, string? Handle, Uri? Server, string? Login);
