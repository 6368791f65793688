using PromptGrid.Api.Hosting;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

try
{
    if (await ProcessCommands.RunAsync(args, ApiApplication.DefaultUrl) is { } exitCode) return exitCode;
    await ApiApplication.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (e is DataDirectoryInUseException or LedgerInUseException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
