using System.Runtime.CompilerServices;
using PromptGrid.Domain.Follows;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Follows;

/// <summary>Whom and which tags a user follows, and who follows the user. Erasing removes all of it; counts follow.</summary>
public sealed class FollowData(IGrainFactory grains, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => "follows";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(FollowEdges.User, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return $$"""{"user":"{{edge.Target}}","at":"{{edge.At.UtcDateTime:O}}"}""";
        }

        await foreach (var page in reader.PagesFromAsync(FollowEdges.Tag, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return $$"""{"tag":"{{System.Text.Json.JsonEncodedText.Encode(FollowEdges.TagOf(edge.Target))}}","at":"{{edge.At.UtcDateTime:O}}"}""";
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(FollowEdges.User, userId, PageSize, cancellationToken))
        {
            foreach (var erased in await Task.WhenAll(page.Select(e => grains.User(e.Target).SetFollowerAsync(userId, following: false)))) erased.OrThrow();
        }

        await foreach (var page in reader.PagesToAsync(FollowEdges.User, userId, PageSize, cancellationToken))
        {
            foreach (var erased in await Task.WhenAll(page.Select(e => grains.User(userId).SetFollowerAsync(e.Source, following: false)))) erased.OrThrow();
        }

        await foreach (var page in reader.PagesFromAsync(FollowEdges.Tag, userId, PageSize, cancellationToken))
        {
            foreach (var erased in await Task.WhenAll(page.Select(e => grains.User(userId).SetTagFollowAsync(FollowEdges.TagOf(e.Target), following: false)))) erased.OrThrow();
        }
    }
}
