using System.ComponentModel;
using Orleans.Runtime;

namespace PromptGrid.Embedded.Registration;

/// <summary>Gives generated factories what the constructor of a grain asks for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGrainConstruction
{
    /// <summary>The activation that is being built.</summary>
    IGrainContext Context { get; }

    /// <summary>A service that must be registered.</summary>
    T Service<T>()
        where T : notnull;

    /// <summary>A service that may be registered.</summary>
    T? OptionalService<T>()
        where T : class;

    /// <summary>A keyed service that must be registered.</summary>
    T KeyedService<T>(object key)
        where T : notnull;

    /// <summary>A stored state, read before the grain activates.</summary>
    IPersistentState<T> State<T>(string stateName, string? storageName);
}
