using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Follows;

/// <summary>Removes a user's follows, both ways.</summary>
public sealed class FollowErasure(IGrainFactory grains, ILedgerReader reader)
{
    private const int PageSize = 200;

    /// <summary>The user follows nobody and no tag any more, and nobody follows the user; counters follow. Repeating it
    /// changes nothing.</summary>
    /// <exception cref="LedgerUnavailableException">It is done in part; call again.</exception>
    public async Task EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        await RemoveAsync(() => reader.ListEdgesFromAsync(FollowEdges.User, userId, null, PageSize, cancellationToken), e => grains.User(e.Target).SetFollowerAsync(userId, following: false));
        await RemoveAsync(() => reader.ListEdgesToAsync(FollowEdges.User, userId, null, PageSize, cancellationToken), e => grains.User(userId).SetFollowerAsync(e.Source, following: false));
        await RemoveAsync(() => reader.ListEdgesFromAsync(FollowEdges.Tag, userId, null, PageSize, cancellationToken), e => grains.User(userId).SetTagFollowAsync(FollowEdges.TagOf(e.Target), following: false));
    }

    private static async Task RemoveAsync(Func<ValueTask<IReadOnlyList<Edge>>> read, Func<Edge, Task<Result<Reaction>>> remove)
    {
        while (await read() is { Count: > 0 } edges)
        {
            foreach (var result in await Task.WhenAll(edges.Select(remove)))
            {
                if (!result.TryGet(out _, out var failure)) throw new LedgerUnavailableException(failure.Detail);
            }
        }
    }
}
