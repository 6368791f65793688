namespace PromptGrid.Ledger;

/// <summary>Stored time: microseconds since the Unix epoch, which both databases keep exactly.</summary>
public static class Microseconds
{
    public static long From(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
