using Orleans.Runtime;

namespace Orleans;

/// <summary>
/// Gives references to grains. A reference is cheap, may be kept for ever, and is valid whether or not the grain is active:
/// the first call activates it.
/// </summary>
public interface IGrainFactory
{
    /// <summary>The grain with this string key.</summary>
    /// <exception cref="ArgumentException">No grain class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <summary>The grain with this GUID key.</summary>
    /// <exception cref="ArgumentException">No grain class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey;

    /// <summary>The grain with this integer key.</summary>
    /// <exception cref="ArgumentException">No grain class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>The grain with this identity.</summary>
    /// <exception cref="ArgumentException">The grain's class does not implement the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;
}
