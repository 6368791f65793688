using System.Runtime.CompilerServices;
using Orleans;

namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>A test with a host of its own. Each grain key carries the test's name, so that tests cannot meet.</summary>
public abstract class ContractTest : IAsyncLifetime
{
    private GrainHost? _host;

    /// <summary>What this class wants of its host.</summary>
    protected virtual GrainHostSettings Settings { get; } = new();

    protected IGrainHost Host => _host!;

    protected Signals Signals => Host.Signals;

    public async Task InitializeAsync() => _host = await GrainHost.StartAsync(Settings);

    public async Task DisposeAsync() => await Host.DisposeAsync();

    protected T Grain<T>([CallerMemberName] string key = "")
        where T : IGrainWithStringKey => Host.Client.GetGrain<T>(key);
}
