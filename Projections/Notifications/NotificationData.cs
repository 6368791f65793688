using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Notifications;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Notifications;

/// <summary>A user's inbox and what they decided about it.</summary>
public sealed class NotificationData(NotificationErasure erasure, INotificationStore store, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 100;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Section => "notifications";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(NotificationSettingsDocument.IdOf(userId), cancellationToken) is { } settings) yield return settings.Body;
        long? before = null;
        while (await store.ListAsync(userId, before, 0, PageSize, cancellationToken) is { Count: > 0 } rows)
        {
            // Who did it is theirs to tell.
            foreach (var row in rows) yield return JsonSerializer.Serialize(new { row.Kind, row.PromptId, row.SubjectId, row.Count, At = DateTimeOffset.UnixEpoch.AddTicks(row.At * TimeSpan.TicksPerMicrosecond) }, Json);
            before = rows[^1].Place;
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => erasure.EraseUserAsync(userId, cancellationToken);
}
