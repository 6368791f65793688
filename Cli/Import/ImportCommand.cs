using System.CommandLine;
using PromptGrid.Cli.Http;

namespace PromptGrid.Cli.Import;

/// <summary><c>promptgrid import</c>: its arguments, and the way to the grid that they name.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var file = new Argument<string>("FILE") { Description = "The file to import. Importing it again changes nothing." };
        var handle = new Option<string>("--as") { HelpName = "HANDLE", Required = true, Description = "The user whose prompts they become." };
        var format = new Option<string?>("--format") { Description = "The file's format. [default: from its extension: .csv, .ndjson or .jsonl]" };
        format.AcceptOnlyFromAmong(ImportFormats.Csv, ImportFormats.Ndjson);
        var license = new Option<string?>("--license") { HelpName = "SPDX", Description = "The license of prompts that name none, for example CC0-1.0." };
        var server = new Option<string?>("--server")
        {
            HelpName = "URL",
            Description = "Import through this server, signed in with the password in PROMPTGRID_PASSWORD, the token in PROMPTGRID_TOKEN, or a password "
                + "that you are asked for. [default: no server, but the data folder in PROMPTGRID_DATA or ./data]",
        };
        var login = new Option<string?>("--login") { HelpName = "HANDLE_OR_EMAIL", Description = "What to sign in with. [default: the handle]" };
        var create = new Option<bool>("--create")
        {
            Description = "Make the user when there is none: with the password in PROMPTGRID_PASSWORD and the e-mail address of --login. "
                + "In a local folder both may be missing; then nobody can sign in as this user.",
        };
        var command = new Command("import", "Import prompts from a CSV or NDJSON file.") { file, handle, format, license, server, login, create };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = Check(
                parsed.GetRequiredValue(file), parsed.GetRequiredValue(handle), parsed.GetValue(format), parsed.GetValue(license),
                parsed.GetValue(server), parsed.GetValue(login), parsed.GetValue(create));
            return request.Server is null
                ? LocalImport.RunAsync(request, environment, cancellationToken)
                : ServerImport.RunAsync(request, environment, cancellationToken);
        });
        return command;
    }

    private static ImportRequest Check(string file, string handle, string? format, string? license, string? server, string? login, bool create)
    {
        if (Directory.Exists(file)) throw new CommandException($"'{file}' is a folder: name one file.");
        if (!File.Exists(file)) throw new CommandException($"There is no file '{file}'.");
        return new ImportRequest(
            new FileInfo(file),
            // Pages write handles with an @, and lower case is the only case they have.
            handle.Trim().TrimStart('@').ToLowerInvariant(),
            format ?? ImportFormats.Of(file) ?? throw new CommandException($"The name of '{file}' does not tell its format: add --format csv or --format ndjson."),
            license,
            server is null ? null : GridClient.ParseAddress(server),
            string.IsNullOrWhiteSpace(login) ? null : login.Trim(),
            create);
    }
}
