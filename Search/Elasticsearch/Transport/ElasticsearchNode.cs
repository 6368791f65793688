namespace PromptGrid.Search.Elasticsearch.Transport;

/// <summary>One node, and whether it is worth asking. Thread-safe.</summary>
internal sealed class ElasticsearchNode(Uri address, TimeProvider time)
{
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _failures;
    private long _failedAt;

    public Uri Address => address;

    /// <summary>True while it rests after a failure; the more failures in a row, the longer.</summary>
    public bool IsResting
    {
        get
        {
            lock (_lock)
                return _failures > 0 && time.GetElapsedTime(_failedAt) < TimeSpan.FromTicks(Math.Min(RestMax.Ticks, RestMin.Ticks << Math.Min(_failures - 1, 10)));
        }
    }

    /// <summary>When it failed last; the lower, the longer ago.</summary>
    public long FailedAt
    {
        get
        {
            lock (_lock)
                return _failedAt;
        }
    }

    /// <returns>True for the first failure in a row.</returns>
    public bool Failed()
    {
        lock (_lock)
        {
            _failedAt = time.GetTimestamp();
            return ++_failures == 1;
        }
    }

    /// <returns>True for the first answer after failures.</returns>
    public bool Answered()
    {
        lock (_lock)
        {
            var wasAway = _failures > 0;
            _failures = 0;
            return wasAway;
        }
    }
}
