namespace PromptGrid.Api.Tests.Support;

/// <summary>The real clock until a test puts it forward; waiting and measuring go on as they are.</summary>
public sealed class PutForwardClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ticks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
