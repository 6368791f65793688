using System.Runtime.CompilerServices;
using PromptGrid.Domain.Notifications;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Notifications;

/// <summary>A user's inbox and what the user decided about it. Erasing takes the user out of the inboxes of others, too.</summary>
public sealed class NotificationData(IGrainFactory grains, ILedgerReader reader, INotificationStore store) : IPersonalData
{
    public string Section => "notifications";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(NotificationSettingsDocument.IdOf(userId), cancellationToken) is { } settings) yield return settings.Body;
        foreach (var row in await store.ListAsync(userId, null, 0, INotificationStore.EntriesMax, cancellationToken))
        {
            yield return $$"""{"kind":"{{row.Kind}}","prompt":"{{row.PromptId}}","subject":"{{row.SubjectId}}","count":{{row.Count}},"at":"{{Microseconds.ToTime(row.At).UtcDateTime:O}}"}""";
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        (await grains.User(userId).EraseNotificationsAsync()).OrThrow();
        await store.EraseAsync(userId, cancellationToken);
    }
}
