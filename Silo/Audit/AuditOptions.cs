using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Silo.Audit;

/// <summary>Settings of the background audit (section <c>Audit</c>). Validated at start.</summary>
public sealed class AuditOptions
{
    /// <summary>Whether the process audits the grid when it is its turn. The default value is true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>From the end of a pass, and from the start of the process, to the next pass, in whichever process. The default
    /// value is 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Rows looked at per second, so that nobody notices. The default value is 2,000.</summary>
    [Range(1, 10_000_000)]
    public int RowsPerSecond { get; set; } = 2_000;
}
