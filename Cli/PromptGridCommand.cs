using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using PromptGrid.Cli.Db;
using PromptGrid.Cli.Export;
using PromptGrid.Cli.Import;
using PromptGrid.Cli.Reindex;
using PromptGrid.Ledger;
using PromptGrid.Search;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Cli;

/// <summary>The command <c>promptgrid</c>.</summary>
public static class PromptGridCommand
{
    /// <summary>Runs the command to its end. Everything it started has ended when it returns.</summary>
    /// <returns>One of <see cref="ExitCodes"/>. Expected failures are told in one sentence, never thrown.</returns>
    public static async Task<int> RunAsync(string[] args, CommandEnvironment environment, CancellationToken cancellationToken = default)
    {
        // A value may begin with @, as handles do on the pages: that names no response file.
        var parsed = Build(environment).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration
        {
            Output = environment.Output,
            Error = environment.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the caller's: it alone knows whether there is a process to end.
            ProcessTerminationTimeout = null,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await environment.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception e) when (Explain(e) is { } explanation)
        {
            await environment.Error.WriteLineAsync(explanation);
            return ExitCodes.Error;
        }
    }

    private static Command Build(CommandEnvironment environment)
    {
        var root = new Command("promptgrid", "Import prompts into PromptGrid, export them, and look after a local data folder (PROMPTGRID_DATA, default ./data).")
        {
            ImportCommand.Create(environment),
            ExportCommand.Create(environment),
            DbCommand.Create(environment),
            ReindexCommand.Create(environment),
        };
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption { Action = new VersionAction(environment) });
        return root;
    }

    /// <summary>The sentence for a failure that can happen to correct programs; null for bugs, which should be seen whole.</summary>
    private static string? Explain(Exception e) => e switch
    {
        DataDirectoryInUseException => e.Message + " Stop it first, or talk to the server: import and export have --server URL.",
        CommandException or LedgerSchemaException or LedgerInUseException or SearchUnavailableException => e.Message,
        LedgerUnavailableException or HttpRequestException or IOException or UnauthorizedAccessException or System.Data.Common.DbException =>
            e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} ({inner.Message})" : e.Message,
        InvalidOperationException when e.Message.StartsWith(DataDirectory.Setting, StringComparison.Ordinal) => e.Message,
        _ => null,
    };

    private sealed class VersionAction(CommandEnvironment environment) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            environment.Output.WriteLine(typeof(PromptGridCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
            return ExitCodes.Done;
        }
    }
}
