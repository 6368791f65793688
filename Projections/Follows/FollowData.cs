using System.Runtime.CompilerServices;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Follows;

/// <summary>Whom and which tags a user follows, and who follows the user.</summary>
public sealed class FollowData(FollowErasure erasure, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 200;

    public string Section => "follows";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(FollowEdges.User, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return PersonalJson.Edge("user", edge.Target, edge.At);
        }

        await foreach (var page in reader.PagesFromAsync(FollowEdges.Tag, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return PersonalJson.Edge("tag", FollowEdges.TagOf(edge.Target), edge.At);
        }

        await foreach (var page in reader.PagesToAsync(FollowEdges.User, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return PersonalJson.Edge("follower", edge.Source, edge.At);
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => erasure.EraseUserAsync(userId, cancellationToken);
}
