using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;
using PromptGrid.Silo.Cluster;

try
{
    await SiloApplication.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (e is InvalidOperationException or OptionsValidationException or LedgerSchemaException or LedgerUnavailableException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
