using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Feed;

/// <summary>What events of one partition, following on what the index knows, make of its rows.</summary>
/// <param name="Before">The rows that were there.</param>
/// <param name="After">Per prompt that was told of, its row; null when it is not public.</param>
public sealed record FeedChanges(IReadOnlyDictionary<string, FeedRow> Before, IReadOnlyDictionary<string, FeedRow?> After)
{
    /// <summary>Follows the events. When a prompt became public is what they say, so that following them again comes to the
    /// same; its tags are those of now.</summary>
    public static async ValueTask<FeedChanges> FollowAsync(IFeedStore store, ILedgerReader reader, IEnumerable<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var told = events.Where(e => e.Name is PromptEventNames.Published or PromptEventNames.Edited or PromptEventNames.Deleted).ToList();
        var before = new Dictionary<string, FeedRow>(StringComparer.Ordinal);
        var after = new Dictionary<string, FeedRow?>(StringComparer.Ordinal);
        foreach (var ids in told.Select(e => e.Subject).Distinct().Chunk(1_000))
        {
            foreach (var (id, row) in await store.ReadAsync(ids, cancellationToken)) before[id] = row;
        }

        foreach (var e in told)
        {
            var known = after.TryGetValue(e.Subject, out var changed) ? changed : before.GetValueOrDefault(e.Subject);
            var owner = PublicOwner(e);
            after[e.Subject] = owner is null ? null : known ?? new FeedRow(e.Subject, Microseconds.From(e.At), owner, []);
        }

        foreach (var ids in after.Where(a => a.Value is not null).Select(a => a.Key).ToList().Chunk(1_000))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken)) after[document.Id] = after[document.Id]! with { Tags = document.ReadPrompt().Tags };
        }

        return new FeedChanges(before, after);
    }

    /// <summary>Whose public prompt it is after the event; null when it is not public then.</summary>
    private static string? PublicOwner(LedgerEvent e)
    {
        var (owner, visibility) = e.Name switch
        {
            PromptEventNames.Published when e.Read(DomainJson.Stored.PromptPublished) is var published => (published.OwnerId, published.Visibility),
            PromptEventNames.Edited when e.Read(DomainJson.Stored.PromptEdited) is var edited => (edited.OwnerId, edited.Visibility),
            _ => ("", Visibilities.Private),
        };
        return visibility == Visibilities.Public ? owner : null;
    }
}
