using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer ticks.</summary>
public readonly struct GrainTimerCreationOptions()
{
    /// <summary>Ticks that wait their turn like ordinary calls and do not keep the grain alive.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>The time to the first tick; <see cref="Timeout.InfiniteTimeSpan"/> waits for <see cref="IGrainTimer.Change"/>.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>The time from the end of a tick to the next; <see cref="Timeout.InfiniteTimeSpan"/> means once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether ticks start while other calls are at an await. The default is false.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether ticks count as use, so that they keep idle collection away. The default is false.</summary>
    public bool KeepAlive { get; init; }
}
