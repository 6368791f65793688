using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace PromptGrid.Embedded.Registration;

/// <summary>
/// The references and factories that generated code has registered in this process. Module initializers fill it, so that start-up
/// needs no search through types.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GrainRegistry
{
    private static readonly ConcurrentDictionary<Type, Func<ReferenceSeed, GrainReference>> s_references = new();
    private static readonly ConcurrentDictionary<Assembly, ConcurrentDictionary<Type, Func<IGrainConstruction, object>>> s_classes = new();

    /// <summary>Registers the reference class of a grain interface.</summary>
    public static void AddInterface(Type grainInterface, Func<ReferenceSeed, GrainReference> factory)
    {
        ArgumentNullException.ThrowIfNull(grainInterface);
        s_references[grainInterface] = factory;
    }

    /// <summary>Registers a grain class.</summary>
    public static void AddClass(Type grainClass, Func<IGrainConstruction, object> factory)
    {
        ArgumentNullException.ThrowIfNull(grainClass);
        s_classes.GetOrAdd(grainClass.Assembly, static _ => new())[grainClass] = factory;
    }

    internal static bool IsGrainInterface(Type type) =>
        type.IsInterface
        && typeof(IGrain).IsAssignableFrom(type)
        && type.Assembly != typeof(IGrain).Assembly;

    internal static Func<ReferenceSeed, GrainReference> ReferenceFactory(Type grainInterface)
    {
        if (!s_references.TryGetValue(grainInterface, out var factory))
        {
            // The module initializer has not run yet if nothing of the assembly was used so far.
            RuntimeHelpers.RunModuleConstructor(grainInterface.Module.ModuleHandle);
            if (!s_references.TryGetValue(grainInterface, out factory))
            {
                throw new OrleansException(
                    $"No reference class was generated for {grainInterface}. Does its project set UsesGrains, and is it an interface derived from IGrain?");
            }
        }
        return factory;
    }

    internal static IEnumerable<(Type Type, Func<IGrainConstruction, object> Factory)> ClassesIn(Assembly assembly)
    {
        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        if (!s_classes.TryGetValue(assembly, out var classes))
            throw new OrleansException($"{assembly.GetName().Name} has no grain classes. Does its project set UsesGrains?");
        return classes.Select(static each => (each.Key, each.Value)).OrderBy(static each => each.Key.FullName, StringComparer.Ordinal);
    }
}
