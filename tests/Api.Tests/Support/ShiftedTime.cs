namespace PromptGrid.Api.Tests.Support;

/// <summary>The real time, or a later one: what waits for hours is tested at once. Timers keep their pace.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    public void Advance(TimeSpan span) => Interlocked.Add(ref _ahead, span.Ticks);
}
