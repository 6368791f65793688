using System.Collections.Concurrent;
using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using PromptGrid.Embedded.Registration;

namespace PromptGrid.Embedded.Activations;

/// <summary>A grain class in one runtime: its attributes, read once, and its grains in memory.</summary>
internal sealed class GrainClass
{
    private readonly Func<IGrainConstruction, object> _factory;
    private readonly Func<ReferenceSeed, GrainReference>? _reference;
    private readonly int? _workers;

    internal GrainClass(GrainRuntime runtime, Type implementation, Func<IGrainConstruction, object> factory)
    {
        Runtime = runtime;
        Implementation = implementation;
        _factory = factory;
        Interfaces = [.. implementation.GetInterfaces().Where(GrainRegistry.IsGrainInterface)];
        var leaf = Array.Find(Interfaces, one => !Array.Exists(Interfaces, other => other != one && one.IsAssignableFrom(other)));
        _reference = leaf is null ? null : GrainRegistry.ReferenceFactory(leaf);
        Type = GrainType.Create(
            implementation.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? DefaultName(implementation.Name));
        IsReentrant = implementation.IsDefined(typeof(ReentrantAttribute), inherit: true);
        _workers = implementation.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers;
        ImplicitStreamNamespaces =
            [.. implementation.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(static each => each.StreamNamespace)];
        IdleEpochs = IdleEpochsOf(implementation);
        Tag = new("grain.type", Type.ToString());
    }

    internal GrainRuntime Runtime { get; }

    internal Type Implementation { get; }

    internal Type[] Interfaces { get; }

    internal GrainType Type { get; }

    internal bool IsReentrant { get; }

    internal string[] ImplicitStreamNamespaces { get; }

    /// <summary>How many sweeps may pass without use before an activation is collected.</summary>
    internal int IdleEpochs { get; }

    /// <summary>The dimension of this class's metrics.</summary>
    internal KeyValuePair<string, object?> Tag { get; }

    internal ConcurrentDictionary<string, CallTarget> Targets { get; } = new(StringComparer.Ordinal);

    internal object Create(Activation activation) => _factory(activation);

    internal CallTarget CreateTarget(string key) =>
        _workers is { } limit ? new WorkerGroup(this, key, limit) : new Activation(this, key);

    internal GrainReference CreateReference(string key) => _reference?.Invoke(new(this, key))
        ?? throw new InvalidOperationException($"{Implementation} implements no grain interface, so nothing can refer to it.");

    private static string DefaultName(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.EndsWith("grain", StringComparison.Ordinal) && lower.Length > 5 ? lower[..^5] : lower;
    }

    private int IdleEpochsOf(Type implementation)
    {
        var limit = implementation.GetCustomAttribute<CollectionAgeLimitAttribute>();
        if (implementation.IsDefined(typeof(KeepAliveAttribute), inherit: true) || limit is { AlwaysActive: true })
            return int.MaxValue;
        var age = limit?.AgeLimit ?? Runtime.Options.IdleAge;
        // One more than the quotient, because the last use may have been late in its epoch.
        return (int)Math.Min(int.MaxValue, Math.Ceiling(age / Runtime.Options.CollectionQuantum) + 1);
    }
}
