namespace PromptGrid.Ledger;

/// <summary>Where projections that keep no rows of their own remember how far they came, and what they had to skip.</summary>
public interface ICheckpoints
{
    /// <summary>The last sequence number that was handled; 0 when nothing was.</summary>
    ValueTask<long> ReadAsync(string projection, int partition, CancellationToken cancellationToken = default);

    /// <summary>Remembers that everything up to <paramref name="sequence"/> was handled. Durable. Never moves backwards
    /// unless <paramref name="reset"/> is set.</summary>
    ValueTask WriteAsync(string projection, int partition, long sequence, bool reset = false, CancellationToken cancellationToken = default);

    /// <summary>Keeps an event that a projection could not handle. Idempotent per (projection, position).</summary>
    ValueTask AddDeadLetterAsync(DeadLetter letter, CancellationToken cancellationToken = default);

    /// <summary>Dead letters, oldest first.</summary>
    ValueTask<IReadOnlyList<DeadLetter>> ListDeadLettersAsync(string? projection, int limit, CancellationToken cancellationToken = default);

    /// <summary>Forgets dead letters of a projection, as after a rebuild.</summary>
    ValueTask ClearDeadLettersAsync(string projection, CancellationToken cancellationToken = default);
}

/// <summary>An event a projection skipped because handling it failed again and again.</summary>
/// <param name="Reason">The kind of failure; never the event's text.</param>
public sealed record DeadLetter(string Projection, LedgerPosition Position, string EventName, string Subject, string Reason, DateTimeOffset At);
