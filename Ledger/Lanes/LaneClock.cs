namespace PromptGrid.Ledger.Lanes;

/// <summary>Stamps the batches of one lane. Never goes back, even when the machine's clock does: an edge committed later is
/// never listed as older.</summary>
internal sealed class LaneClock(TimeProvider time)
{
    private long _last = long.MinValue;

    /// <summary>The commit time of the next batch in microseconds since the Unix epoch.</summary>
    public long Next() => _last = Math.Max(_last, Microseconds.From(time.GetUtcNow()));
}
