using Microsoft.Extensions.Options;
using PromptGrid.Api.Hosting;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

try
{
    // Some work of the pool waits for a disk, such as the search index: with a thread for each core only, requests would wait
    // with it.
    ThreadPool.GetMinThreads(out var workers, out var ports);
    ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount + 2), ports);
    if (await ProcessCommands.RunAsync(args, ApiApplication.DefaultUrl) is { } exitCode) return exitCode;
    await ApiApplication.Build(args).RunAsync();
    return 0;
}
catch (Exception e) when (e is DataDirectoryInUseException or LedgerInUseException or LedgerSchemaException or LedgerUnavailableException or OptionsValidationException)
{
    await Console.Error.WriteLineAsync(e is LedgerUnavailableException { InnerException: { } reason } ? $"{e.Message} {reason.Message}" : e.Message);
    return 1;
}
