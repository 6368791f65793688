using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Cli.Local;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Sqlite;

namespace PromptGrid.Cli.Db;

/// <summary><c>promptgrid db backup</c>: copies the local ledger while a server runs on it.</summary>
internal static class BackupCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "The copy to write; it must not exist." };
        var command = new Command("backup", "Copy the SQLite ledger into one file, also beside a running server. Uploaded images (the folder media) are files to copy after it; the rest of the folder is rebuilt.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(environment, parsed.GetValue(file)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandEnvironment environment, string file, CancellationToken cancellationToken)
    {
        await using var folder = LocalFolder.Find(environment);
        var configuration = folder.Services.GetRequiredService<IConfiguration>();
        var target = LedgerTarget.Parse(configuration.GetConnectionString(LedgerServiceCollectionExtensions.ConnectionName), folder.Data.File(LedgerServiceCollectionExtensions.FileName));
        if (target.IsPostgres) throw new CommandException("This ledger is a PostgreSQL database: use pg_dump, or pg_basebackup, as docs/operations/backup-and-restore.md says.");
        var copy = Path.GetFullPath(file);
        // The copying itself cannot be cancelled, but nobody has to wait for it.
        await Task.Run(() => SqliteLedgerBackup.Write(target.Value, copy), cancellationToken).WaitAsync(cancellationToken);
        await environment.Output.WriteLineAsync($"{copy}  {Words.Bytes(new FileInfo(copy).Length)}");
        if (Directory.Exists(folder.Data.File("media"))) await environment.Output.WriteLineAsync($"Uploaded images are not in it: copy {folder.Data.File("media")} as well.");
        return ExitCodes.Done;
    }
}
