using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.Streams;
using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Registration;
using PromptGrid.Embedded.State;
using PromptGrid.Embedded.Streams;

namespace PromptGrid.Embedded.Hosting;

/// <summary>Says which grains a host has and what they find there.</summary>
public sealed class EmbeddedGrainsBuilder
{
    internal EmbeddedGrainsBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds all grain classes of an assembly. Adding it twice changes nothing.</summary>
    public EmbeddedGrainsBuilder AddGrains(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        Services.AddSingleton(new GrainAssembly(assembly));
        return this;
    }

    /// <summary>Adds a provider of streams in memory: at most once, to those who are subscribed at the time.</summary>
    public EmbeddedGrainsBuilder AddMemoryStreams(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.AddSingleton(new StreamProviderName(name));
        Services.AddKeyedSingleton(name, static (services, name) =>
            new EmbeddedStreamProvider((string)name!, services.GetRequiredService<GrainRuntime>()));
        Services.AddKeyedSingleton<IStreamProvider>(
            name, static (services, name) => services.GetRequiredKeyedService<EmbeddedStreamProvider>(name));
        return this;
    }

    /// <summary>Adds a storage of grain state that lives as long as the process.</summary>
    public EmbeddedGrainsBuilder AddMemoryGrainStorage(string name)
    {
        Services.AddKeyedSingleton<MemoryGrainStorage>(name);
        return AddGrainStorage(name, static (services, name) => services.GetRequiredKeyedService<MemoryGrainStorage>(name));
    }

    /// <summary>Adds a storage of grain state under a name that [PersistentState] can give; "Default" is the one without a name.</summary>
    public EmbeddedGrainsBuilder AddGrainStorage(string name, Func<IServiceProvider, string, IGrainStorage> factory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Services.AddKeyedSingleton(name, (services, key) => factory(services, (string)key!));
        return this;
    }
}
