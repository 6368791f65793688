using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Grains.Prompts;

/// <summary>How boards treat likes and saves of several accounts on one network (section <c>SecondAccounts</c>). Whoever hosts
/// grains reads it. Validated at start.</summary>
public sealed class SecondAccountsOptions
{
    /// <summary>Whether boards look at networks at all. The default value is true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Of how many accounts on one network a like of one prompt counts on boards within <see cref="Window"/>; saves are
    /// counted apart. Every like counts everywhere else. The default value is 1.</summary>
    [Range(1, 1_000)]
    public int CountedPerNetwork { get; set; } = 1;

    /// <summary>For how long a network is remembered, in memory only. The default value is 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);
}
