namespace PromptGrid.Ledger;

/// <summary>Log event ids of the ledger, 2000 to 2999. An id that is no longer used stays listed and is never given to
/// something else.</summary>
internal static class EventIds
{
    // Schema: 2000 to 2099
    public const int MigrationApplied = 2000;
    public const int LedgerOpened = 2001;

    // Lanes: 2100 to 2199
    public const int BatchFailed = 2100;
    public const int BatchRetried = 2101;
    public const int BatchIsolated = 2102;
    public const int LaneDown = 2103;
    public const int LaneUp = 2104;
    public const int LaneStopped = 2105;
    public const int ListenerFailed = 2106;
    public const int CheckpointFailed = 2107;
    public const int DisconnectFailed = 2108;
    public const int LaneAlone = 2109;

    // Start and stop: 2200 to 2299
    public const int Draining = 2200;
    public const int Drained = 2201;
    public const int PresenceLost = 2202;
    public const int PresenceRefused = 2203;
    public const int PresenceAloneLost = 2204;
}
