using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Ledger;

/// <summary>Settings of the ledger (section <c>Ledger</c>). Validated at start.</summary>
public sealed class LedgerOptions
{
    /// <summary>Write sets that may wait in one lane; one more is answered <see cref="CommitOutcome.Overloaded"/>.
    /// The default value is 20,000.</summary>
    [Range(1, 1_000_000)]
    public int QueueCapacity { get; set; } = 20_000;

    /// <summary>Write sets a lane takes into one transaction at the most. The default value is 1,024.</summary>
    [Range(1, 10_000)]
    public int BatchSizeMax { get; set; } = 1_024;

    /// <summary>Lanes of this process on PostgreSQL; 0 (the default) means one for two cores, at most 4. Each
    /// holds two connections. SQLite always has one lane.</summary>
    [Range(0, 64)]
    public int Lanes { get; set; }

    /// <summary>Partitions of a ledger that is created; 0 (the default) means 1 on SQLite and 16 on PostgreSQL. A ledger
    /// that exists keeps its number.</summary>
    [Range(0, 1_024)]
    public int Partitions { get; set; }

    /// <summary>How long an operation's answer is kept. The default value is 24 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "366.00:00:00")]
    public TimeSpan OperationRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long PostgreSQL may take for one round trip of a batch before it counts as failed. The default value is
    /// 15 seconds. SQLite gives up on a locked file after 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);
}
