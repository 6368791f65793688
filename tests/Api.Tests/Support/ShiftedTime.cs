namespace PromptGrid.Api.Tests.Support;

/// <summary>The machine's time, which a test may put ahead; timers go on as they were.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _aheadTicks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _aheadTicks));
}
