using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;
using PromptGrid.Embedded.Diagnostics;

namespace PromptGrid.Embedded.Activations;

/// <summary>What the runtime logs: identities, method names and exceptions, never arguments or results.</summary>
internal sealed partial class GrainRuntime
{
    [LoggerMessage(EventIds.ActivationFailed, LogLevel.Error, "{GrainId} could not be activated")]
    internal partial void LogActivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(EventIds.DeactivationFailed, LogLevel.Error, "{GrainId} failed while it was deactivated")]
    internal partial void LogDeactivationFailed(Exception exception, GrainId grainId);

    [LoggerMessage(EventIds.Deactivated, LogLevel.Debug, "{GrainId} was deactivated: {Reason}")]
    internal partial void LogDeactivated(GrainId grainId, DeactivationReasonCode reason);

    [LoggerMessage(EventIds.OneWayCallFailed, LogLevel.Warning, "The one-way call {Method} of {GrainId} failed")]
    internal partial void LogOneWayCallFailed(Exception exception, GrainId grainId, string method);

    [LoggerMessage(EventIds.AbandonedCallFailed, LogLevel.Warning, "{Method} of {GrainId} failed after its caller had stopped waiting")]
    internal partial void LogAbandonedCallFailed(Exception exception, GrainId grainId, string method);

    [LoggerMessage(EventIds.CancellationCallbackFailed, LogLevel.Warning, "A cancellation callback of {Method} of {GrainId} failed")]
    internal partial void LogCancellationCallbackFailed(Exception exception, GrainId grainId, string method);

    [LoggerMessage(EventIds.TurnItemFailed, LogLevel.Critical, "The runtime failed while it ran a turn of {GrainId}: this is a bug")]
    internal partial void LogTurnItemFailed(Exception exception, GrainId grainId);

    [LoggerMessage(EventIds.TimerFailed, LogLevel.Error, "A timer of {GrainId} failed; it goes on")]
    internal partial void LogTimerFailed(Exception exception, GrainId grainId);

    [LoggerMessage(EventIds.StreamDeliveryFailed, LogLevel.Error, "A subscriber of {StreamId} failed to take an item; the next one follows")]
    internal partial void LogStreamDeliveryFailed(Exception exception, StreamId streamId);

    [LoggerMessage(EventIds.StreamWithoutObserver, LogLevel.Warning, "{GrainId} got an item of {StreamId} but attached no observer; the item is dropped")]
    internal partial void LogStreamWithoutObserver(GrainId grainId, StreamId streamId);

    [LoggerMessage(EventIds.Draining, LogLevel.Information, "Stopping: outside calls are refused, {Count} activations finish")]
    internal partial void LogDraining(int count);

    [LoggerMessage(EventIds.DrainTimedOut, LogLevel.Warning, "Stopped waiting after {Timeout}: {Count} activations had not finished")]
    internal partial void LogDrainTimedOut(TimeSpan timeout, int count);
}
