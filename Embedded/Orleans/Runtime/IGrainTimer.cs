namespace Orleans.Runtime;

/// <summary>A timer of one activation. Disposing it prevents further ticks and cancels the token of a running one.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>
    /// Sets the time to the next tick and the time from the end of a tick to the next. <see cref="Timeout.InfiniteTimeSpan"/>
    /// as due time stops it, as period makes it fire once.
    /// </summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
