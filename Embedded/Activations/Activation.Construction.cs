using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using PromptGrid.Embedded.Registration;
using PromptGrid.Embedded.State;

namespace PromptGrid.Embedded.Activations;

/// <summary>How the instance gets what its constructor asks for.</summary>
internal sealed partial class Activation : IGrainConstruction
{
    private List<IReadableState>? _states;

    IGrainContext IGrainConstruction.Context => this;

    T IGrainConstruction.Service<T>() => ActivationServices.GetRequiredService<T>();

    T? IGrainConstruction.OptionalService<T>()
        where T : class => ActivationServices.GetService<T>();

    T IGrainConstruction.KeyedService<T>(object key) => ActivationServices.GetRequiredKeyedService<T>(key);

    IPersistentState<T> IGrainConstruction.State<T>(string stateName, string? storageName)
    {
        var state = new PersistentState<T>(stateName, GrainId, Runtime.StorageNamed(storageName));
        (_states ??= []).Add(state);
        return state;
    }

    private void Construct() => Instance = Class.Create(this);
}
