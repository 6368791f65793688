using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using PromptGrid.Embedded.Calls;
using PromptGrid.Embedded.Diagnostics;
using PromptGrid.Embedded.Hosting;
using PromptGrid.Embedded.Registration;
using PromptGrid.Embedded.Streams;

namespace PromptGrid.Embedded.Activations;

/// <summary>The grains of one host.</summary>
internal sealed partial class GrainRuntime : IDisposable
{
    private readonly ILogger<GrainRuntime> _logger;
    private readonly GrainClass[] _classes;
    private readonly FrozenDictionary<Type, GrainClass> _classByInterface;
    private readonly Dictionary<Type, string> _ambiguous = [];
    private readonly Dictionary<GrainType, GrainClass> _classByType = [];
    private volatile bool _acceptsOutsideCalls = true;

    public GrainRuntime(
        IServiceProvider services,
        IOptions<EmbeddedGrainsOptions> options,
        IEnumerable<GrainAssembly> assemblies,
        TimeProvider time,
        EmbeddedMetrics metrics,
        ILogger<GrainRuntime> logger)
    {
        Services = services;
        Options = options.Value;
        Time = time;
        Metrics = metrics;
        TurnPool = services.GetService<TurnPool>() ?? TurnPool.Threads;
        _logger = logger;
        Collector = new(Options, time);
        PendingCalls = new(Options, time);
        GrainFactory = new GrainFactory(this);
        _classes = [.. assemblies.Select(static each => each.Assembly).Distinct().SelectMany(GrainRegistry.ClassesIn)
            .Select(each => new GrainClass(this, each.Type, each.Factory))];
        _classByInterface = IndexByInterface();
        foreach (var grainClass in _classes)
        {
            if (!_classByType.TryAdd(grainClass.Type, grainClass))
            {
                throw new OrleansException(
                    $"The grain classes {_classByType[grainClass.Type].Implementation} and {grainClass.Implementation} share the name "
                    + $"'{grainClass.Type}'. Give one of them a [GrainType].");
            }
        }
        metrics.Observe(this);
    }

    internal IServiceProvider Services { get; }

    internal EmbeddedGrainsOptions Options { get; }

    internal TimeProvider Time { get; }

    internal EmbeddedMetrics Metrics { get; }

    internal TurnPool TurnPool { get; }

    internal Catalog Catalog { get; } = new();

    internal Collector Collector { get; }

    internal PendingCalls PendingCalls { get; }

    internal GrainFactory GrainFactory { get; }

    internal IReadOnlyList<GrainClass> Classes => _classes;

    internal bool AcceptsOutsideCalls => _acceptsOutsideCalls;

    internal IEnumerable<Activation> Activations =>
        _classes.SelectMany(static each => each.Targets).SelectMany(static each => each.Value.Activations);

    internal IEnumerable<EmbeddedStreamProvider> StreamProviders =>
        Services.GetServices<StreamProviderName>().Select(each => Services.GetRequiredKeyedService<EmbeddedStreamProvider>(each.Name));

    public void Dispose()
    {
        Collector.Dispose();
        PendingCalls.Dispose();
    }

    internal void StopOutsideCalls() => _acceptsOutsideCalls = false;

    internal GrainClass ClassFor(Type grainInterface)
    {
        if (_classByInterface.TryGetValue(grainInterface, out var grainClass))
            return grainClass;
        throw new ArgumentException(_ambiguous.TryGetValue(grainInterface, out var classes)
            ? $"{grainInterface} is implemented by more than one grain class: {classes}. Ask for a more specific interface."
            : $"No registered grain class implements {grainInterface}. Is its assembly given to AddGrains?");
    }

    internal GrainClass ClassFor(GrainId grainId) => _classByType.TryGetValue(grainId.Type, out var grainClass)
        ? grainClass
        : throw new ArgumentException($"No registered grain class has the type of {grainId}.");

    internal IGrainStorage StorageNamed(string? name) =>
        Services.GetKeyedService<IGrainStorage>(name ?? "Default")
        ?? throw new OrleansException($"There is no grain storage named '{name ?? "Default"}'.");

    private FrozenDictionary<Type, GrainClass> IndexByInterface()
    {
        var index = new Dictionary<Type, GrainClass>();
        foreach (var group in _classes.SelectMany(static each => each.Interfaces.Select(one => (Interface: one, Class: each)))
            .GroupBy(static each => each.Interface, static each => each.Class))
        {
            var classes = group.ToArray();
            if (classes.Length == 1)
            {
                index.Add(group.Key, classes[0]);
                continue;
            }
            var names = string.Join(", ", classes.Select(static each => each.Implementation.FullName));
            // An interface that each class knows by a more specific one of its own is only a common base; nobody means it alone.
            var isBase = classes.All(each => Array.Exists(each.Interfaces, one => one != group.Key && group.Key.IsAssignableFrom(one)));
            if (!isBase)
                throw new OrleansException($"{group.Key} is implemented by more than one grain class: {names}. There must be exactly one.");
            _ambiguous.Add(group.Key, names);
        }
        return index.ToFrozenDictionary();
    }
}
