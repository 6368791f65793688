using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace PromptGrid.Silo.Cluster.Health;

/// <summary>Healthy while this silo is a member of the cluster that takes work: not before it joined, not while it drains.</summary>
internal sealed class SiloCheck(ISiloStatusOracle silos) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var status = silos.CurrentStatus;
        return Task.FromResult(status == SiloStatus.Active ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, $"The silo is {status}."));
    }
}
