using System.Text.Json;
using PromptGrid.Ledger;

namespace PromptGrid.Silo.Audit;

/// <summary>
/// Lets one process of a grid audit at a time, and the grid once per interval however many processes it has. The turn is a
/// value in the ledger's database that its holder writes again and again; who sees it unchanged for <see cref="SilenceMax"/>
/// by a clock of its own takes it over, and the holder's next write is refused.
/// </summary>
/// <remarks>A holder that was stopped for longer than that reads on until its next write: two passes may overlap for
/// <see cref="KeepPeriod"/>. They only read, and only the one that still holds the turn tells what it found.</remarks>
public sealed class AuditTurns(IStateStore states, TimeProvider time)
{
    /// <summary>How often a holder must say that it is at work.</summary>
    public static readonly TimeSpan KeepPeriod = TimeSpan.FromSeconds(10);

    /// <summary>After this much silence a holder is taken for dead.</summary>
    public static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(30);

    private const string Owner = "audit";
    private const string Name = "turn";

    // What this process wrote last, while it holds the turn or was the last to end one.
    private string? _etag;
    private string? _seen;
    private long _seenSince;

    /// <summary>Whether the last pass that counts was this process's.</summary>
    public bool EndedLast { get; private set; }

    /// <summary>Takes the turn if nobody has it and the last one ended an interval ago.</summary>
    /// <returns>Null when it was taken; otherwise after how long to ask again.</returns>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public async Task<TimeSpan?> TryTakeAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        var stored = await states.ReadAsync(Owner, Name, cancellationToken);
        if (stored?.Etag != _etag) EndedLast = false;
        if (stored is not null && WaitFor(stored, interval) is { } wait) return wait;
        _etag = await states.WriteAsync(Owner, Name, Body(null), stored?.Etag, cancellationToken);
        if (_etag is not null) return null;
        EndedLast = false;
        return SilenceMax < interval ? SilenceMax : interval;
    }

    /// <summary>Says that the holder is at work; false when the turn is no longer its own.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public async Task<bool> KeepAsync(CancellationToken cancellationToken)
    {
        if (_etag is null) return false;
        _etag = await states.WriteAsync(Owner, Name, Body(null), _etag, cancellationToken);
        return _etag is not null;
    }

    /// <summary>Ends the turn; false when it was no longer the holder's own.</summary>
    /// <param name="counts">Whether it ended with a whole pass.</param>
    /// <param name="cancellationToken">Gives up; the turn is then taken over after <see cref="SilenceMax"/>.</param>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public async Task<bool> EndAsync(bool counts, CancellationToken cancellationToken)
    {
        if (_etag is null) return false;
        _etag = await states.WriteAsync(Owner, Name, Body(time.GetUtcNow()), _etag, cancellationToken);
        EndedLast = counts && _etag is not null;
        return _etag is not null;
    }

    /// <summary>Gives a turn back that did not end, so that another process can begin at once.</summary>
    /// <exception cref="LedgerUnavailableException">The database failed.</exception>
    public async Task GiveBackAsync()
    {
        if (_etag is null) return;
        await states.ClearAsync(Owner, Name, _etag, CancellationToken.None);
        _etag = null;
    }

    private TimeSpan? WaitFor(StoredState stored, TimeSpan interval)
    {
        if (stored.Etag != _seen) (_seen, _seenSince) = (stored.Etag, time.GetTimestamp());
        var unchanged = time.GetElapsedTime(_seenSince);
        var wait = JsonSerializer.Deserialize<Turn>(stored.Body)?.Ended is { } ended
            // The clock of who ended it may have been wrong: nobody waits for longer than an interval by its own.
            ? TimeSpan.FromTicks(Math.Min((ended + interval - time.GetUtcNow()).Ticks, (interval - unchanged).Ticks))
            : SilenceMax - unchanged;
        return wait <= TimeSpan.Zero ? null : wait < interval ? wait : interval;
    }

    private static string Body(DateTimeOffset? ended) => JsonSerializer.Serialize(new Turn(ended));

    private sealed record Turn(DateTimeOffset? Ended);
}
