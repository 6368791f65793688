using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Embedded.Streams;
using PromptGrid.Embedded.Timers;

namespace PromptGrid.Embedded.Activations;

/// <summary>
/// One grain in memory. This part holds what it is; Mailbox decides which call runs when, Lifecycle how it begins and ends,
/// Construction how the instance is built.
/// </summary>
internal sealed partial class Activation : CallTarget, IGrainContext
{
    private readonly Lock _gate = new();
    private readonly WorkerGroup? _group;
    private AsyncServiceScope? _scope;
    private List<GrainTimer>? _timers;
    private StreamConsumer? _streams;
    private TaskCompletionSource? _deactivated;

    internal Activation(GrainClass grainClass, string key, WorkerGroup? group = null)
    {
        Class = grainClass;
        Key = key;
        _group = group;
        Scheduler = new(this);
        _lastUse = grainClass.Runtime.Collector.Epoch;
    }

    public GrainId GrainId => GrainId.Create(Class.Type, Key);

    public GrainReference GrainReference => Class.CreateReference(Key);

    public object? GrainInstance => Instance;

    public IServiceProvider ActivationServices
    {
        get
        {
            // Most grains need no scoped service, so the scope is made when the first is asked for.
            lock (_gate)
                return (_scope ??= Runtime.Services.CreateAsyncScope()).ServiceProvider;
        }
    }

    public Task Deactivated
    {
        get
        {
            lock (_gate)
            {
                if (_state == ActivationState.Invalid)
                    return Task.CompletedTask;
                return (_deactivated ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    internal GrainClass Class { get; }

    internal string Key { get; }

    internal GrainRuntime Runtime => Class.Runtime;

    internal TurnScheduler Scheduler { get; }

    internal object? Instance { get; private set; }

    internal override bool IsValid => _state != ActivationState.Invalid;

    internal override IEnumerable<Activation> Activations => [this];

    /// <summary>The observers of this activation's stream subscriptions. Only turns use it.</summary>
    internal StreamConsumer Streams => _streams ??= new();

    internal GrainTimer AddTimer(GrainTimer timer)
    {
        lock (_gate)
        {
            if (_state is ActivationState.Deactivating or ActivationState.Invalid)
                throw new InvalidOperationException($"{GrainId} is being deactivated, so it cannot start a timer.");
            (_timers ??= []).Add(timer);
        }
        timer.Start();
        return timer;
    }

    internal void RemoveTimer(GrainTimer timer)
    {
        lock (_gate)
            _timers?.Remove(timer);
    }
}
