using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>Stream providers for grains.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>The provider registered under <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

    /// <summary>The provider registered under <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return grain.GrainContext.ActivationServices.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"There is no stream provider named '{name}'.");
    }
}
