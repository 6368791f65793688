using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Projections.Notifications;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each inbox is somebody's, and its next entry comes above all others.</summary>
internal sealed class InboxesCheck : IAuditCheck
{
    public string Name => "Inboxes";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        if (context.Stores.Tables is not { } tables || !await tables.ExistsAsync(SqlNotificationStore.Checkpoints, cancellationToken)) return;
        var store = new SqlNotificationStore(tables);
        string? after = null;
        while (true)
        {
            var inboxes = await store.ScanInboxesAsync(after, context.Settings.PageSize, cancellationToken);
            if (inboxes.Count > 0)
            {
                after = inboxes[^1].UserId;
                await using var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken);
                var documents = (await snapshot.ReadDocumentsAsync([.. inboxes.Select(i => i.UserId)], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
                var erased = (await snapshot.ReadDocumentsAsync([.. inboxes.Select(i => UserErasureDocument.IdOf(i.UserId))], cancellationToken)).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
                foreach (var (user, last, highest) in inboxes)
                {
                    var isSomebodys = documents.TryGetValue(user, out var document) && Stored.Read(document, DomainJson.Stored.UserDocument, u => u.Id) is not { IsDeleted: true };
                    if (!isSomebodys && erased.Contains(UserErasureDocument.IdOf(user))) context.Waiting++;
                    else if (!isSomebodys) context.Drifted(DriftKinds.InboxStray, user, "none", "an inbox", (_, c) => store.EraseAsync(user, c));
                    else if (last < highest) context.Drifted(DriftKinds.InboxPlace, user, $"at least {highest}", last, (_, c) => store.RaisePlaceAsync(user, c));
                }
            }

            await context.EndPageAsync(inboxes.Count, cancellationToken);
            if (inboxes.Count < context.Settings.PageSize) return;
        }
    }
}
