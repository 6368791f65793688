using System.ComponentModel;
using PromptGrid.Embedded.Activations;

namespace PromptGrid.Embedded.Registration;

/// <summary>What a generated reference class is built from; only the runtime makes one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReferenceSeed
{
    internal ReferenceSeed(GrainClass grainClass, string key)
    {
        Class = grainClass;
        Key = key;
    }

    internal GrainClass Class { get; }

    internal string Key { get; }
}
