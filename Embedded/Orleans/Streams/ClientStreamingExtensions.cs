using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>Stream providers for code outside grains.</summary>
public static class ClientStreamingExtensions
{
    /// <summary>The provider registered under <paramref name="name"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return client.ServiceProvider.GetKeyedService<IStreamProvider>(name)
            ?? throw new KeyNotFoundException($"There is no stream provider named '{name}'.");
    }
}
