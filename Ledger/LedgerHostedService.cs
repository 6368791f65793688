using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PromptGrid.Ledger;

/// <summary>Opens the ledger before any other hosted service starts, and drains it after all others have stopped.</summary>
internal sealed partial class LedgerHostedService(ILedgerStore store, ILogger<LedgerHostedService> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => store.InitializeAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogDraining();
        await store.DrainAsync().WaitAsync(cancellationToken);
        LogDrained();
    }
}
