using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// The services of one simulated process: instances, nothing else. A container would compile code for each process that
/// starts, which costs more than all the process does.
/// </summary>
internal sealed class SimServices : IKeyedServiceProvider, IServiceScopeFactory, IServiceScope, IMeterFactory
{
    private readonly Dictionary<Type, object> _services = [];
    private readonly Dictionary<(Type, object?), object> _keyed = [];
    private readonly List<Meter> _meters = [];

    public SimServices() => Add<IServiceScopeFactory>(this);

    IServiceProvider IServiceScope.ServiceProvider => this;

    public T Add<T>(T service)
        where T : class
    {
        _services[typeof(T)] = service;
        return service;
    }

    public void AddKeyed<T>(object key, T service)
        where T : class => _keyed[(typeof(T), key)] = service;

    public object? GetService(Type serviceType) => _services.GetValueOrDefault(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => _keyed.GetValueOrDefault((serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        GetKeyedService(serviceType, serviceKey) ?? throw new InvalidOperationException($"There is no {serviceType} named {serviceKey}.");

    public IServiceScope CreateScope() => this;

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    /// <summary>Ends of scopes come here too and mean nothing; <see cref="Close"/> is the end.</summary>
    public void Dispose()
    {
    }

    public void Close()
    {
        foreach (var meter in _meters) meter.Dispose();
    }
}
