namespace PromptGrid.Embedded.Diagnostics;

/// <summary>The ids of this assembly's log events. An id that is no longer used stays listed and is not given again.</summary>
internal static class EventIds
{
    // Activations
    internal const int ActivationFailed = 7001;
    internal const int DeactivationFailed = 7002;
    internal const int Deactivated = 7003;

    // Calls
    internal const int OneWayCallFailed = 7101;
    internal const int AbandonedCallFailed = 7102;
    internal const int CancellationCallbackFailed = 7103;
    internal const int TurnItemFailed = 7104;

    // Timers
    internal const int TimerFailed = 7201;

    // Streams
    internal const int StreamDeliveryFailed = 7301;
    internal const int StreamWithoutObserver = 7302;

    // Host
    internal const int Draining = 7401;
    internal const int DrainTimedOut = 7402;
}
