using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Orleans.Streams.Core;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Search;

namespace PromptGrid.Grains.Projections;

/// <summary>
/// Runs one projection over one partition: reads on from its checkpoint whenever it is woken, by a stream's hint or by the
/// poll each second.
/// </summary>
/// <remarks>
/// The loop runs beside the calls on this grain's scheduler, so that waking never waits. An event that fails
/// <see cref="AttemptsMax"/> times alone goes to the dead letters; infrastructure that is away is waited for.
/// </remarks>
[ImplicitStreamSubscription(LedgerHints.Namespace)]
public sealed partial class ProjectionGrain(
    IEnumerable<IProjection> projections,
    LedgerTail tail,
    ICheckpoints checkpoints,
    ProjectionMetrics metrics,
    CommitTraces traces,
    TimeProvider time,
    ILogger<ProjectionGrain> logger) : Grain, IProjectionGrain, IStreamSubscriptionObserver, IAsyncObserver<long>
{
    /// <summary>Attempts at one event before it is put aside.</summary>
    public const int AttemptsMax = 5;

    /// <summary>Failures in a row after which events go one by one.</summary>
    private const int AloneFrom = 2;

    /// <summary>Events in a batch from which on it is busy.</summary>
    private const int BusyFrom = 8;

    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private IProjection _projection = null!;
    private ProjectionProgress _progress = null!;
    private int _partition;
    private long? _checkpoint;
    private long _head;
    private int _failures;
    private long _batchEnd;
    private long _aloneUntil;
    private bool _again;
    private Task _loop = Task.CompletedTask;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (var name, _partition) = ProjectionKey.Parse(this.GetPrimaryKeyString());
        _projection = projections.FirstOrDefault(p => p.Name == name) ?? throw new ArgumentException($"There is no projection named {name}.");
        _progress = metrics.Begin(name, _partition);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loop;
        metrics.End(_projection.Name, _partition, _progress);
        _stopping.Dispose();
    }

    public Task WakeAsync()
    {
        _again = true;
        if (_loop.IsCompleted && !_stopping.IsCancellationRequested) _loop = RunAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public ValueTask WatchAsync(string topic, TimeSpan lease) =>
        _projection is IWatchedProjection watched ? watched.WatchAsync(_partition, topic, lease, _stopping.Token) : ValueTask.CompletedTask;

    public ValueTask<ProjectionStatus> GetStatusAsync() =>
        ValueTask.FromResult(new ProjectionStatus(_projection.Name, _partition, _checkpoint ?? 0, _head, _failures));

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => await handleFactory.Create<long>().ResumeAsync(this);

    public Task OnNextAsync(long item, StreamSequenceToken? token = null)
    {
        // The hint says how far the ledger is: while the loop runs, knowing that is enough.
        _head = Math.Max(_head, item);
        _progress.Seen(item, time.GetUtcNow());
        return _loop.IsCompleted ? WakeAsync() : Task.CompletedTask;
    }

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (_again && !cancellationToken.IsCancellationRequested)
        {
            _again = false;
            try
            {
                // The pause comes also when nothing is left: who wakes this meanwhile waits, and a burst becomes one batch.
                while (await StepAsync(cancellationToken) is { } pause)
                {
                    if (pause > TimeSpan.Zero) await Task.Delay(pause, time, cancellationToken);
                    if (_checkpoint >= _head) break;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The checkpoint is read again: another runner may have moved it, or the write may have happened.
                _checkpoint = null;
                _failures++;
                metrics.Failed(_projection.Name);
                if (_failures >= AloneFrom && !IsInfrastructure(e)) _aloneUntil = _batchEnd;
                LogFailed(_projection.Name, _partition, _failures, e);
                await Task.Delay(BackOff(), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
                _again = true;
            }
        }
    }

    /// <summary>Handles one batch.</summary>
    /// <returns>How long to wait before the next; null when the ledger has no more.</returns>
    private async Task<TimeSpan?> StepAsync(CancellationToken cancellationToken)
    {
        var from = _checkpoint ??= await _projection.ReadCheckpointAsync(_partition, cancellationToken);
        // After trouble with a batch each of its events goes alone, so that the one that cannot be handled stands out.
        var alone = from < _aloneUntil;
        var events = await tail.ReadAsync(_partition, from, alone ? 1 : _projection.BatchSizeMax, cancellationToken);
        if (events.Count == 0)
        {
            _head = from;
            _progress.CaughtUp(from);
            await _projection.IdleAsync(_partition, cancellationToken);
            _failures = 0;
            return null;
        }

        _batchEnd = events[^1].Position.Sequence;
        _progress.Seen(_batchEnd, events[0].At);
        var began = time.GetTimestamp();
        using var activity = traces.BeginBatch(_projection.Name, _partition, events);
        try
        {
            await _projection.HandleAsync(_partition, events, cancellationToken);
        }
        catch (Exception e) when (Mark(activity, e) && alone && _failures >= AttemptsMax && !IsInfrastructure(e) && !cancellationToken.IsCancellationRequested)
        {
            await PutAsideAsync(events[0], e, cancellationToken);
        }

        _failures = 0;
        _checkpoint = _batchEnd;
        _progress.Handled(_batchEnd, events[^1].At);
        metrics.Handled(_projection.Name, events.Count, time.GetElapsedTime(began));
        _head = Math.Max(_head, _batchEnd);
        return alone || events.Count == _projection.BatchSizeMax ? TimeSpan.Zero : events.Count >= BusyFrom ? _projection.PaceWhenBusy : _projection.Pace;
    }

    private async Task PutAsideAsync(LedgerEvent e, Exception reason, CancellationToken cancellationToken)
    {
        await checkpoints.AddDeadLetterAsync(new DeadLetter(_projection.Name, e.Position, e.Name, e.Subject, reason.GetType().Name, time.GetUtcNow()), cancellationToken);
        await _projection.SkipAsync(e.Position, cancellationToken);
        metrics.PutAside(_projection.Name);
        LogSkipped(_projection.Name, e.Position.Partition, e.Position.Sequence, e.Name, reason);
    }

    /// <summary>Notes the failure in the span, as a filter that lets everything pass.</summary>
    private static bool Mark(Activity? activity, Exception e)
    {
        activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
        return true;
    }

    private TimeSpan BackOff() => TimeSpan.FromTicks(Math.Min(BackOffMax.Ticks, BackOffMin.Ticks << Math.Min(_failures, 10)));

    private static bool IsInfrastructure(Exception e) => e is LedgerUnavailableException or SearchUnavailableException or TimeoutException;

    [LoggerMessage(EventIds.ProjectionFailed, LogLevel.Warning, "Projection {Projection} failed on partition {Partition}, {Failures} in a row; it tries again.")]
    private partial void LogFailed(string projection, int partition, int failures, Exception exception);

    [LoggerMessage(EventIds.ProjectionSkipped, LogLevel.Error, "Projection {Projection} put event {Partition}/{Sequence} ({EventName}) aside as a dead letter.")]
    private partial void LogSkipped(string projection, int partition, long sequence, string eventName, Exception reason);
}
