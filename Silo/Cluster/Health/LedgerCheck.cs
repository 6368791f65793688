using Microsoft.Extensions.Diagnostics.HealthChecks;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Cluster.Health;

/// <summary>Healthy while the ledger answers within two seconds.</summary>
internal sealed class LedgerCheck(ILedgerReader reader, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.PingAsync(cancellationToken).AsTask().WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is LedgerUnavailableException or TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The ledger does not answer.", e);
        }
    }
}
