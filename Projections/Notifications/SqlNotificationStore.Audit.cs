using Dapper;

namespace PromptGrid.Projections.Notifications;

/// <content>Checks and repairs.</content>
public sealed partial class SqlNotificationStore
{
    /// <summary>Inboxes in the order of their users: what each says is its last place, and the highest one there is.</summary>
    public ValueTask<IReadOnlyList<(string UserId, long LastPlace, long HighestPlace)>> ScanInboxesAsync(string? afterId, int limit, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyList<(string, long, long)>>(
            async connection => [.. await connection.QueryAsync<(string, long, long)>(new CommandDefinition(
                """
                SELECT i.user_id, i.last_place, coalesce((SELECT max(n.place) FROM notifications n WHERE n.user_id = i.user_id), 0)
                FROM notification_inboxes i WHERE i.user_id > @after ORDER BY i.user_id LIMIT @limit
                """,
                new { after = afterId ?? "", limit },
                cancellationToken: cancellationToken))],
            cancellationToken);

    /// <summary>Makes an inbox's last place the highest one there is.</summary>
    public ValueTask RaisePlaceAsync(string userId, CancellationToken cancellationToken) => tables.WriteAsync(
        async (connection, transaction) =>
        {
            await connection.ExecuteAsync(
                "UPDATE notification_inboxes SET last_place = (SELECT max(n.place) FROM notifications n WHERE n.user_id = @userId) WHERE user_id = @userId", new { userId }, transaction);
            return true;
        },
        cancellationToken);
}
