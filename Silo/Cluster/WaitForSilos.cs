using Microsoft.Extensions.Logging;
using Orleans;

namespace PromptGrid.Silo.Cluster;

/// <summary>An API node that starts before the silos waits for the first of them, for as long as it is let.</summary>
internal sealed partial class WaitForSilos(TimeProvider time, ILogger<WaitForSilos> logger) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        LogNoSilo(exception.Message);
        try
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return true;
    }

    [LoggerMessage(6003, LogLevel.Warning, "No silo takes this node yet ({Reason}); it tries again.")]
    private partial void LogNoSilo(string reason);
}
