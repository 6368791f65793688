using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;
using PromptGrid.Silo.Cluster;
using PromptGrid.Silo.Hosting;

try
{
    if (await ProcessCommands.RunAsync(args, SiloApplication.DefaultUrl) is { } exitCode) return exitCode;
    await SiloApplication.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or OptionsValidationException or LedgerSchemaException or LedgerUnavailableException or LedgerInUseException)
{
    await Console.Error.WriteLineAsync(e is LedgerUnavailableException { InnerException: { } reason } ? $"{e.Message} {reason.Message}" : e.Message);
    return 1;
}
