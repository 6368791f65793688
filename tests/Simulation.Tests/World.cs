using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Search;
using PromptGrid.Silo.Embedded;

namespace PromptGrid.Simulation.Tests;

/// <summary>The whole system on one folder, which can be crashed and started again.</summary>
internal sealed class World(string folder, Random random, Action<IServiceCollection>? configure = null) : IAsyncDisposable
{
    private readonly Faults _faults = new(random);
    private IHost? _host;

    public IGrainFactory Grains => Service<IGrainFactory>();

    public ILedgerReader Reader => Service<ILedgerReader>();

    public ISearchIndex Search => Service<ISearchIndex>();

    public async Task StartAsync()
    {
        _faults.IsDead = false;
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("PROMPTGRID_DATA", folder)]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IFaultPoint>(_faults);
        builder.Services.AddPromptGrid(builder.Configuration);
        configure?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync();
    }

    /// <summary>From here on nothing reaches the disk; what was in memory is lost with the host.</summary>
    public async Task CrashAsync()
    {
        _faults.IsDead = true;
        await DisposeAsync();
    }

    /// <summary>Faults happen only between these two calls.</summary>
    public void LetFaultsHappen(double probability) => _faults.Probability = probability;

    public void StopFaults() => _faults.Probability = 0;

    public T Service<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        if (_host is not { } host) return;
        _host = null;
        await host.StopAsync();
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    /// <summary>Breaks commits at random, before they happen and before anybody is told.</summary>
    private sealed class Faults(Random random) : IFaultPoint
    {
        private readonly Lock _lock = new();

        public bool IsDead { get; set; }

        public double Probability { get; set; }

        public void Reached(LaneStep step)
        {
            if (IsDead && step == LaneStep.BeforeCommit) throw new LaneFault();
            lock (_lock)
            {
                if (Probability > 0 && random.NextDouble() < Probability) throw new LaneFault();
            }
        }
    }
}
