namespace PromptGrid.Domain.Limits;

/// <summary>
/// How often something may be done: <paramref name="Most"/> times within <paramref name="Per"/>, where one comes back each
/// <see cref="Interval"/>. What an actor has used is one number: the time at which all of it will have come back.
/// </summary>
/// <remarks>Exact: within any span of time t at most Most + t / Interval things are done. Times are ticks of UTC; 0 stands for
/// an actor who did nothing.</remarks>
/// <param name="Most">At least 1.</param>
public readonly record struct Allowance(int Most, TimeSpan Per)
{
    /// <summary>How long one use takes to come back.</summary>
    public TimeSpan Interval => TimeSpan.FromTicks(Math.Max(1, Per.Ticks / Most));

    /// <summary>How long to wait for one; zero when there is one now.</summary>
    public TimeSpan Wait(long restoredAt, long now)
    {
        var wait = Begin(restoredAt, now) + Interval.Ticks - now - Full;
        return wait > 0 ? TimeSpan.FromTicks(wait) : TimeSpan.Zero;
    }

    /// <summary>The number with one more use in it.</summary>
    public long Take(long restoredAt, long now) => Begin(restoredAt, now) + Interval.Ticks;

    /// <summary>The number with one use less: what was begun came to nothing.</summary>
    public long GiveBack(long restoredAt) => restoredAt - Interval.Ticks;

    private long Full => Interval.Ticks * Most;

    // A clock that was set back must not lock anybody out for longer than an empty allowance does.
    private long Begin(long restoredAt, long now) => Math.Clamp(restoredAt, now, now + Full);
}
