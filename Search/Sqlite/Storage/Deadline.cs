namespace PromptGrid.Search.Sqlite.Storage;

/// <summary>How long one request may work: until its caller gives up or its time is over.</summary>
internal sealed class Deadline(TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
{
    private readonly long _started = time.GetTimestamp();

    public bool IsOver => cancellationToken.IsCancellationRequested || Elapsed > limit;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>Stops between two steps of the work.</summary>
    public void Check()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Elapsed > limit)
            throw new TimeoutException($"The query took longer than {limit.TotalMilliseconds:0} ms.");
    }
}
