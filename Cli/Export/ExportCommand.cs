using System.CommandLine;
using PromptGrid.Cli.Http;
using PromptGrid.Cli.Import;

namespace PromptGrid.Cli.Export;

/// <summary><c>promptgrid export</c>: its arguments, and the way to the grid that they name.</summary>
internal static class ExportCommand
{
    private const string Mine = "mine";
    private const string Public = "public";

    public static Command Create(CommandEnvironment environment)
    {
        var format = new Option<string?>("--format") { Description = "[default: from the extension of --out, otherwise ndjson]" };
        format.AcceptOnlyFromAmong(ImportFormats.Csv, ImportFormats.Ndjson);
        var scope = new Option<string?>("--scope") { Description = "The user's own prompts, or all public ones. [default: mine with --as, otherwise public]" };
        scope.AcceptOnlyFromAmong(Mine, Public);
        var file = new Option<string?>("--out") { HelpName = "FILE", Description = "The file to write; it must not exist. [default: the standard output]" };
        var handle = new Option<string?>("--as") { HelpName = "HANDLE", Description = "The user whose prompts are exported." };
        var server = new Option<string?>("--server")
        {
            HelpName = "URL",
            Description = "Export from this server, signed in with the password in PROMPTGRID_PASSWORD, the token in PROMPTGRID_TOKEN, or a password "
                + "that you are asked for. [default: no server, but the data folder in PROMPTGRID_DATA or ./data]",
        };
        var login = new Option<string?>("--login") { HelpName = "HANDLE_OR_EMAIL", Description = "What to sign in with. [default: the handle]" };
        var command = new Command("export", "Export prompts with all their versions to a CSV or NDJSON file, which 'promptgrid import' makes the same prompts of again.") { format, scope, file, handle, server, login };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = Check(parsed.GetValue(format), parsed.GetValue(scope), parsed.GetValue(file), parsed.GetValue(handle), parsed.GetValue(server), parsed.GetValue(login));
            return request.Server is null
                ? ExportRun.FromFolderAsync(request, environment, cancellationToken)
                : ExportRun.FromServerAsync(request, environment, cancellationToken);
        });
        return command;
    }

    private static ExportRequest Check(string? format, string? scope, string? file, string? handle, string? server, string? login)
    {
        handle = handle?.Trim().TrimStart('@').ToLowerInvariant();
        scope ??= handle is null ? Public : Mine;
        if (scope == Mine && handle is null) throw new CommandException("Say whose prompts to export: add --as HANDLE, or --scope public for all public ones.");
        if (file is not null && (File.Exists(file) || Directory.Exists(file))) throw new CommandException($"'{file}' exists: name a file that does not.");
        return new ExportRequest(
            format ?? (file is null ? null : ImportFormats.Of(file)) ?? ImportFormats.Ndjson, scope, file is null ? null : new FileInfo(file), handle,
            server is null ? null : GridClient.ParseAddress(server), string.IsNullOrWhiteSpace(login) ? null : login.Trim());
    }
}
