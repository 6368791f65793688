using Microsoft.Extensions.Hosting;
using Orleans;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Hosting;

/// <summary>
/// Starts idle collection with the host, and drains when it stops: outside calls are refused, what was accepted is finished, and
/// every grain gets its OnDeactivateAsync, all within the drain timeout.
/// </summary>
internal sealed class EmbeddedGrainsService(GrainRuntime runtime, TimeProvider time) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        runtime.Collector.Start(runtime);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        runtime.StopOutsideCalls();
        runtime.Collector.Dispose();
        runtime.LogDraining(runtime.Activations.Count());
        using var timeout = new CancellationTokenSource(runtime.Options.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await DrainAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            runtime.LogDrainTimedOut(runtime.Options.DrainTimeout, runtime.Activations.Count());
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        // Each grain ends as soon as it has nothing to do, so that one that hangs costs no other its OnDeactivateAsync. A grain that
        // is still busy may call one that has ended, and so activate it again: go on until nothing is left.
        while (runtime.Activations.ToArray() is { Length: > 0 } activations)
            await Task.WhenAll(activations.Select(EndAsync)).WaitAsync(cancellationToken);
    }

    private static async Task EndAsync(Activation activation)
    {
        await activation.DrainedAsync();
        activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The host is stopping."));
        await activation.Deactivated;
    }
}
