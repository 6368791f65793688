using System.Collections.Immutable;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Feed;

/// <summary>Public prompts by author and by tag, in the order in which they became public: what feeds are put together
/// from. A projection: rebuildable from the ledger.</summary>
public interface IFeedStore
{
    /// <summary>Creates or upgrades the tables. Called once before anything else.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>The checkpoint of each partition that has one.</summary>
    ValueTask<IReadOnlyDictionary<int, long>> ReadCheckpointsAsync(CancellationToken cancellationToken);

    /// <summary>Those of the prompts (at most 1,000) that are in the store.</summary>
    ValueTask<IReadOnlyDictionary<string, FeedRow>> ReadAsync(IReadOnlyCollection<string> promptIds, CancellationToken cancellationToken);

    /// <summary>Puts rows in place of those there are, takes prompts out, and moves the checkpoint, in one transaction.</summary>
    /// <exception cref="PromptGrid.Ledger.LedgerUnavailableException">Nothing was written, as when another runner moved the checkpoint.</exception>
    ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<FeedRow> rows, IReadOnlyCollection<string> removed, CancellationToken cancellationToken);

    /// <summary>The newest places of those sources together, without repeats, newest first, before a place. The cost grows
    /// with the number of sources, not with what they hold.</summary>
    ValueTask<IReadOnlyList<FeedPlace>> PageAsync(IReadOnlyCollection<string> sources, FeedPlace? before, int limit, CancellationToken cancellationToken);
}

/// <summary>A public prompt.</summary>
/// <param name="At">When it became public, in microseconds since the Unix epoch.</param>
public sealed record FeedRow(string PromptId, long At, string OwnerId, ImmutableArray<string> Tags)
{
    /// <summary>The followed things in whose feeds it stands.</summary>
    public IEnumerable<string> Sources => Tags.Select(Domain.Follows.FollowEdges.TagEntity).Prepend(OwnerId);

    public bool IsSame(FeedRow other) => PromptId == other.PromptId && At == other.At && OwnerId == other.OwnerId && Tags.SequenceEqual(other.Tags);
}

/// <summary>A place in a feed; later ones compare greater.</summary>
public readonly record struct FeedPlace(long At, string PromptId);
