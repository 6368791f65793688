using System.CommandLine;
using PromptGrid.Cli.Local;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Cli.Db;

/// <summary><c>promptgrid db</c>: looks at the local data folder, and copies it.</summary>
internal static class DbCommand
{
    public static Command Create(CommandEnvironment environment)
    {
        var stats = new Command("stats", "Count what the local data folder holds. Changes nothing, and may run beside a server.");
        stats.SetAction((_, cancellationToken) => StatsAsync(environment, cancellationToken));
        return new Command("db", "Look at the local data folder, copy it, and check it.") { stats, BackupCommand.Create(environment), DbCheckCommand.Create(environment) };
    }

    private static async Task<int> StatsAsync(CommandEnvironment environment, CancellationToken cancellationToken)
    {
        await using var folder = LocalFolder.Find(environment);
        var alone = true;
        try
        {
            folder.Lock();
        }
        catch (DataDirectoryInUseException)
        {
            // Reading the ledger needs no lock; the search index is its owner's alone.
            alone = false;
        }

        var report = await DbReport.ReadAsync(folder, alone, cancellationToken);
        await report.WriteAsync(environment.Output);
        return ExitCodes.Done;
    }
}
