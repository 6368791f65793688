namespace PromptGrid.Ledger.Lanes;

/// <summary>Stamps the batches of one lane, whichever of its writers asks. Never goes back, even when the machine's clock
/// does: an edge committed later is never listed as older.</summary>
internal sealed class LaneClock(TimeProvider time)
{
    private long _last = long.MinValue;

    /// <summary>The commit time of the next batch in microseconds since the Unix epoch.</summary>
    public long Next()
    {
        var now = Microseconds.From(time.GetUtcNow());
        while (true)
        {
            var last = Interlocked.Read(ref _last);
            if (last >= now)
                return last;
            if (Interlocked.CompareExchange(ref _last, now, last) == last)
                return now;
        }
    }
}
