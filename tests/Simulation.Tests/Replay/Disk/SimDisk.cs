using PromptGrid.Ledger.Memory;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>What survives every crash: the ledger's tables, those of the projections and the search index's.</summary>
internal sealed class SimDisk(MemoryTables ledger, Flaw flaw)
{
    public MemoryTables Ledger { get; } = ledger;

    public TrendingTables Trending { get; } = new();

    public FeedTables Feed { get; } = new();

    public NotificationTables Notifications { get; } = new();

    public SearchTables Search { get; } = new();

    /// <summary>What is broken on purpose.</summary>
    public Flaw Flaw { get; } = flaw;
}
