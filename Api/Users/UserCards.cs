using System.Text.Json;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Users;

/// <summary>Loads the profiles of many users at once, from committed rows: two queries however many there are.</summary>
public sealed class UserCards(ILedgerReader reader)
{
    /// <summary>The profiles of those users (at most 1,000) that exist, with what the reader did with each.</summary>
    public async Task<IReadOnlyDictionary<string, UserView>> LoadAsync(IReadOnlyCollection<string> userIds, string? readerId, CancellationToken cancellationToken)
    {
        var documents = await reader.ReadDocumentsAsync(userIds, cancellationToken);
        var followed = readerId is null || documents.Count == 0 ? null : await reader.ExistingTargetsAsync(FollowEdges.User, readerId, userIds, cancellationToken);
        return documents.Select(d => (Document: d, User: JsonSerializer.Deserialize(d.Body, DomainJson.Stored.UserDocument)!)).Where(u => !u.User.IsDeleted).ToDictionary(
            u => u.User.Id,
            u => UserView.Of(u.User, UserCountsView.Of(u.Document), followed is null ? null : new UserViewerView(followed.Contains(u.User.Id))),
            StringComparer.Ordinal);
    }
}
