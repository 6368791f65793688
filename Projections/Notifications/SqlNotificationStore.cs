using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using PromptGrid.Domain.Notifications;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Notifications;

/// <summary>Inboxes in SQL that SQLite and PostgreSQL both understand.</summary>
public sealed partial class SqlNotificationStore(ProjectionTables tables) : INotificationStore
{
    /// <summary>The table of its checkpoints.</summary>
    public const string Checkpoints = "notification_checkpoints";

    // Any number will do as long as no one else uses it: this one spells PGINBOX.
    private const long LockKey = 0x5047494E424F58;

    private const char ActorSeparator = ' ';

    private const string Columns =
        "user_id AS UserId, slot AS Slot, place AS Place, kind AS Kind, prompt AS PromptId, subject AS SubjectId, actors AS Actors, count AS Count, next_step AS NextStep, at AS At";

    private const string Insert = "INSERT INTO notifications (user_id, slot, place, kind, prompt, subject, actors, count, next_step, at)";

    private const string OrUpdate =
        "ON CONFLICT (user_id, slot) DO UPDATE SET place = excluded.place, actors = excluded.actors, count = excluded.count, next_step = excluded.next_step, at = excluded.at";

    public async Task InitializeAsync(CancellationToken cancellationToken) => await tables.InitializeAsync(
        $"""
        CREATE TABLE IF NOT EXISTS notifications (
            user_id {tables.Text} NOT NULL,
            slot {tables.Text} NOT NULL,
            place BIGINT NOT NULL,
            kind TEXT NOT NULL,
            prompt TEXT NULL,
            subject TEXT NULL,
            actors TEXT NOT NULL,
            count BIGINT NOT NULL,
            next_step BIGINT NOT NULL,
            at BIGINT NOT NULL,
            PRIMARY KEY (user_id, slot)
        );
        CREATE UNIQUE INDEX IF NOT EXISTS notifications_by_place ON notifications (user_id, place);
        CREATE TABLE IF NOT EXISTS notification_inboxes (user_id {tables.Text} PRIMARY KEY, last_place BIGINT NOT NULL);
        {ProjectionTables.CheckpointsSchema(Checkpoints)}
        """,
        LockKey,
        cancellationToken);

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken) =>
        (await tables.ReadCheckpointsAsync(Checkpoints, cancellationToken)).GetValueOrDefault(partition);

    public ValueTask<IReadOnlyDictionary<NotificationKey, NotificationRow>> ReadAsync(IReadOnlyCollection<NotificationKey> keys, CancellationToken cancellationToken) =>
        tables.ReadAsync<IReadOnlyDictionary<NotificationKey, NotificationRow>>(
            async connection =>
            {
                var rows = new Dictionary<NotificationKey, NotificationRow>();
                foreach (var user in keys.GroupBy(k => k.UserId, StringComparer.Ordinal))
                {
                    var found = await connection.QueryAsync<Row>(new CommandDefinition(
                        $"SELECT {Columns} FROM notifications WHERE user_id = @user AND slot " + (tables.IsPostgres ? "= ANY(@slots)" : "IN @slots"),
                        new { user = user.Key, slots = user.Select(k => k.Slot).ToArray() },
                        cancellationToken: cancellationToken));
                    foreach (var row in found) rows[new NotificationKey(row.UserId, row.Slot)] = row.ToNotification();
                }

                return rows;
            },
            cancellationToken);

    public ValueTask WriteAsync(CheckpointMove move, IReadOnlyCollection<NotificationChange> changes, CancellationToken cancellationToken) => tables.WriteAsync(
        async (connection, transaction) =>
        {
            await tables.MoveCheckpointAsync(connection, transaction, Checkpoints, move);
            // In one order everywhere: two partitions that tell the same users must not wait for each other.
            foreach (var user in changes.GroupBy(c => c.Row.UserId, StringComparer.Ordinal).OrderBy(u => u.Key, StringComparer.Ordinal))
            {
                await WriteInboxAsync(connection, transaction, user.Key, [.. user]);
            }

            return true;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<NotificationRow>> ListAsync(string userId, long? before, long after, int limit, CancellationToken cancellationToken) => tables.ReadAsync<IReadOnlyList<NotificationRow>>(
        async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM notifications WHERE user_id = @userId AND place < @before AND place > @after ORDER BY place DESC LIMIT @limit",
            new { userId, before = before ?? long.MaxValue, after, limit },
            cancellationToken: cancellationToken))).Select(r => r.ToNotification())],
        cancellationToken);

    public ValueTask<long> CountAsync(string userId, long after, CancellationToken cancellationToken) => tables.ReadAsync(
        connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT count(*) FROM notifications WHERE user_id = @userId AND place > @after", new { userId, after }, cancellationToken: cancellationToken)),
        cancellationToken);

    public ValueTask EraseAsync(string userId, CancellationToken cancellationToken) => tables.WriteAsync(
        async (connection, transaction) =>
        {
            await connection.ExecuteAsync("DELETE FROM notifications WHERE user_id = @userId", new { userId }, transaction);
            await connection.ExecuteAsync("DELETE FROM notification_inboxes WHERE user_id = @userId", new { userId }, transaction);
            await connection.ExecuteAsync($"DELETE FROM notifications WHERE kind <> '{NotificationKinds.Liked}' AND actors = @userId", new { userId }, transaction);
            // Without an index: an account is erased once.
            await connection.ExecuteAsync("UPDATE notifications SET actors = trim(replace(' ' || actors || ' ', ' ' || @userId || ' ', ' ')) WHERE actors LIKE '%' || @userId || '%'", new { userId }, transaction);
            return true;
        },
        cancellationToken);

    private async Task WriteInboxAsync(DbConnection connection, DbTransaction transaction, string userId, List<NotificationChange> changes)
    {
        if (changes.Any(c => c.IsTold && !c.Remove))
        {
            var last = await connection.ExecuteScalarAsync<long?>(
                "SELECT last_place FROM notification_inboxes WHERE user_id = @userId" + (tables.IsPostgres ? " FOR UPDATE" : ""), new { userId }, transaction);
            if (last is null)
            {
                // Whoever else makes it at this moment is waited for here.
                last = await connection.ExecuteScalarAsync<long>(
                    "INSERT INTO notification_inboxes (user_id, last_place) VALUES (@userId, 0) ON CONFLICT (user_id) DO UPDATE SET last_place = notification_inboxes.last_place RETURNING last_place", new { userId }, transaction);
            }

            var place = last.Value;
            changes = changes.ConvertAll(c => c.IsTold && !c.Remove ? c with { Row = c.Row with { Place = place = Math.Max(place + 1, c.Row.At) } } : c);
            await connection.ExecuteAsync("UPDATE notification_inboxes SET last_place = @place WHERE user_id = @userId", new { userId, place }, transaction);
        }

        await connection.ExecuteAsync("DELETE FROM notifications WHERE user_id = @UserId AND slot = @Slot", changes.Where(c => c.Remove).Select(c => new { c.Row.UserId, c.Row.Slot }), transaction);
        await WriteRowsAsync(connection, transaction, userId, [.. changes.Where(c => !c.Remove).Select(c => Row.Of(c.Row))]);
        // Only what is told for the first time makes an inbox longer.
        if (!changes.Any(c => c.IsTold && !c.Remove)) return;
        await connection.ExecuteAsync(
            $"DELETE FROM notifications WHERE user_id = @userId AND place <= (SELECT place FROM notifications WHERE user_id = @userId ORDER BY place DESC LIMIT 1 OFFSET {INotificationStore.EntriesMax})", new { userId }, transaction);
    }

    // Where the server can, all rows go in one statement; in a file each is a call that never leaves the process.
    private async Task WriteRowsAsync(DbConnection connection, DbTransaction transaction, string userId, Row[] rows)
    {
        if (rows.Length == 0) return;
        if (!tables.IsPostgres)
        {
            await connection.ExecuteAsync($"{Insert} VALUES (@UserId, @Slot, @Place, @Kind, @PromptId, @SubjectId, @Actors, @Count, @NextStep, @At) {OrUpdate}", rows, transaction);
            return;
        }

        await connection.ExecuteAsync(
            $"{Insert} SELECT @userId, r.* FROM unnest(@slots, @places, @kinds, @prompts, @subjects, @actors, @counts, @steps, @ats) AS r {OrUpdate}",
            new
            {
                userId,
                slots = Array.ConvertAll(rows, r => r.Slot),
                places = Array.ConvertAll(rows, r => r.Place),
                kinds = Array.ConvertAll(rows, r => r.Kind),
                prompts = Array.ConvertAll(rows, r => r.PromptId),
                subjects = Array.ConvertAll(rows, r => r.SubjectId),
                actors = Array.ConvertAll(rows, r => r.Actors),
                counts = Array.ConvertAll(rows, r => r.Count),
                steps = Array.ConvertAll(rows, r => r.NextStep),
                ats = Array.ConvertAll(rows, r => r.At),
            },
            transaction);
    }

    private sealed class Row
    {
        public string UserId { get; set; } = "";
        public string Slot { get; set; } = "";
        public long Place { get; set; }
        public string Kind { get; set; } = "";
        public string? PromptId { get; set; }
        public string? SubjectId { get; set; }
        public string Actors { get; set; } = "";
        public long Count { get; set; }
        public long NextStep { get; set; }
        public long At { get; set; }

        public static Row Of(NotificationRow row) => new()
        {
            UserId = row.UserId,
            Slot = row.Slot,
            Place = row.Place,
            Kind = row.Kind,
            PromptId = row.PromptId,
            SubjectId = row.SubjectId,
            Actors = string.Join(ActorSeparator, row.Actors),
            Count = row.Count,
            NextStep = row.NextStep,
            At = row.At,
        };

        public NotificationRow ToNotification() =>
            new(UserId, Slot, Place, Kind, PromptId, SubjectId, [.. Actors.Split(ActorSeparator, StringSplitOptions.RemoveEmptyEntries)], Count, NextStep, At);
    }
}
