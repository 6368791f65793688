using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Notifications;

/// <summary>Removes what notifications keep about a user.</summary>
public sealed class NotificationErasure(IGrainFactory grains, INotificationStore store)
{
    /// <summary>Erases inbox and settings, and the user from the inboxes of others. Repeating it changes nothing; call it while the account
    /// still exists or after.</summary>
    /// <exception cref="LedgerUnavailableException">It is not done; call again.</exception>
    public async Task EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        if (!(await grains.User(userId).EraseNotificationsAsync()).TryGet(out _, out var failure)) throw new LedgerUnavailableException(failure.Detail);
        await store.EraseAsync(userId, cancellationToken);
    }
}
