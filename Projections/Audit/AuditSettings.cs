namespace PromptGrid.Projections.Audit;

/// <summary>How a pass goes about it.</summary>
public sealed record AuditSettings
{
    /// <summary>Rows per page: what is in memory at once, and how long a snapshot is open.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Rows looked at per second; 0: as fast as it goes.</summary>
    public int RowsPerSecond { get; init; }

    /// <summary>Prompts, or authors, whose sums are in memory at once (about 300 bytes each); more take another walk through the
    /// events.</summary>
    public int SumsMax { get; init; } = 100_000;

    /// <summary>Told the name of the step and the rows so far.</summary>
    public Action<string, long>? Progress { get; init; }
}
