using System.Globalization;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Embedded.Registration;

namespace PromptGrid.Embedded.Activations;

/// <summary>Makes references. Grains and outside callers use the same one; who calls is found out at the call.</summary>
internal sealed class GrainFactory(GrainRuntime runtime) : IClusterClient
{
    public IServiceProvider ServiceProvider => runtime.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return Refer<TGrainInterface>(primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => Refer<TGrainInterface>(primaryKey.ToString("N"), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Refer<TGrainInterface>(primaryKey.ToString("X", CultureInfo.InvariantCulture), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable
    {
        var grainClass = runtime.ClassFor(grainId);
        if (!typeof(TGrainInterface).IsAssignableFrom(grainClass.Implementation))
            throw new ArgumentException($"The grain class of {grainId} does not implement {typeof(TGrainInterface)}.", nameof(grainId));
        return (TGrainInterface)(object)InterfaceReference<TGrainInterface>.Factory(new(grainClass, grainId.Key.ToString()));
    }

    private TGrainInterface Refer<TGrainInterface>(string key, string? prefix)
    {
        if (prefix is not null)
            throw new ArgumentException("An interface has exactly one grain class here, so there is no prefix to choose by.", nameof(prefix));
        var grainClass = runtime.ClassFor(typeof(TGrainInterface));
        return (TGrainInterface)(object)InterfaceReference<TGrainInterface>.Factory(new(grainClass, key));
    }
}
