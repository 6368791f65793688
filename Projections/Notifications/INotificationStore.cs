using System.Collections.Immutable;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Notifications;

/// <summary>The inboxes of all users. A projection: rebuildable from the ledger. Ids only: names and titles are looked up,
/// and looked at with the reader's eyes, when an inbox is read.</summary>
public interface INotificationStore
{
    /// <summary>Entries that an inbox keeps; older ones go.</summary>
    const int EntriesMax = 1_000;

    /// <summary>Creates or upgrades the tables. Called once before anything else.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>The checkpoint of a partition; 0 for none.</summary>
    ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken);

    /// <summary>Those of the entries (at most 1,000) that exist.</summary>
    ValueTask<IReadOnlyDictionary<NotificationKey, NotificationRow>> ReadAsync(IReadOnlyCollection<NotificationKey> keys, CancellationToken cancellationToken);

    /// <summary>Puts entries in place of those there are, takes entries out, and moves the checkpoint, in one transaction. An
    /// entry that is told gets the top place of its inbox; the others keep theirs. The oldest go from inboxes that hold
    /// more than <see cref="EntriesMax"/>.</summary>
    /// <exception cref="PromptGrid.Ledger.LedgerUnavailableException">Nothing was written, as when another runner moved the checkpoint.</exception>
    ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<NotificationChange> changes, CancellationToken cancellationToken);

    /// <summary>Entries of an inbox, newest first, before a place.</summary>
    /// <param name="after">Only entries above this place.</param>
    ValueTask<IReadOnlyList<NotificationRow>> ListAsync(string userId, long? before, long after, int limit, CancellationToken cancellationToken);

    /// <summary>How many entries of an inbox are above a place.</summary>
    ValueTask<long> CountAsync(string userId, long after, CancellationToken cancellationToken);

    /// <summary>Forgets an inbox and whatever other inboxes know of the user.</summary>
    ValueTask EraseAsync(string userId, CancellationToken cancellationToken);
}

/// <summary>One entry per inbox and slot: what would tell the same again finds its slot taken.</summary>
public readonly record struct NotificationKey(string UserId, string Slot);

/// <summary>An entry of an inbox.</summary>
/// <param name="Place">Unique in its inbox; later ones are greater. Microseconds since the Unix epoch, about when it was told.</param>
/// <param name="PromptId">The prompt it is about, if any.</param>
/// <param name="SubjectId">The comment or the fork, if any.</param>
/// <param name="Actors">Who did it: the latest few, newest first.</param>
/// <param name="Count">How many did it.</param>
/// <param name="NextStep">An entry that grows is told anew when it counts this many.</param>
/// <param name="At">When the last of it happened, in microseconds since the Unix epoch.</param>
public sealed record NotificationRow(
    string UserId, string Slot, long Place, string Kind, string? PromptId, string? SubjectId, ImmutableArray<string> Actors, long Count, long NextStep, long At)
{
    public NotificationKey Key => new(UserId, Slot);
}

/// <param name="IsTold">True gives the entry the top place.</param>
/// <param name="Remove">True takes the entry out.</param>
public sealed record NotificationChange(NotificationRow Row, bool IsTold, bool Remove);
