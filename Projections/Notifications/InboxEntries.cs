using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Notifications;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Notifications;

/// <summary>What one batch of events does to inboxes.</summary>
internal sealed class InboxEntries
{
    private readonly Dictionary<NotificationKey, Entry> _entries = [];
    private readonly Dictionary<string, ImmutableArray<string>> _muted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Tells a user of something once, unless they did it themselves.</summary>
    public void Add(string userId, string actorId, string kind, string? promptId, string? subjectId, DateTimeOffset at)
    {
        if (userId == actorId) return;
        // Following, unfollowing and following again is told once.
        var entry = Of(userId, $"{kind}/{subjectId ?? actorId}", kind, promptId, subjectId);
        entry.Steps.Add(new Step([actorId], +1, Microseconds.From(at)));
    }

    /// <summary>Counts likes of one moment in the digest of their day.</summary>
    public void Like(string userId, ImmutableArray<string> actorIds, string promptId, DateTimeOffset at)
    {
        var others = actorIds.Length - (actorIds.Contains(userId) ? 1 : 0);
        if (others > 0) Count(userId, [.. actorIds.Reverse().Where(a => a != userId).Take(LikeDigest.ActorsMax)], promptId, at, others);
    }

    /// <summary>Takes a like out of the digest in which it was counted.</summary>
    public void Unlike(string userId, string actorId, string promptId, DateTimeOffset likedAt)
    {
        if (userId != actorId) Count(userId, [actorId], promptId, likedAt, -1);
    }

    /// <summary>Reads what is in the inboxes, and what their users decided.</summary>
    public async Task LoadAsync(INotificationStore store, ILedgerReader reader, CancellationToken cancellationToken)
    {
        foreach (var keys in _entries.Keys.Chunk(1_000))
        {
            foreach (var (key, row) in await store.ReadAsync(keys, cancellationToken)) _entries[key].Before = row;
        }

        foreach (var users in _entries.Keys.Select(k => k.UserId).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            var settings = await reader.ReadDocumentsAsync([.. users.Select(NotificationSettingsDocument.IdOf), .. users], cancellationToken);
            var alive = settings.Where(d => !IsSettings(d) && !JsonSerializer.Deserialize(d.Body, DomainJson.Stored.UserDocument)!.IsDeleted).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
            _gone.UnionWith(users.Where(u => !alive.Contains(u)));
            foreach (var document in settings.Where(IsSettings))
            {
                _muted[document.Id[..document.Id.IndexOf('/', StringComparison.Ordinal)]] = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.NotificationSettingsDocument)!.Muted;
            }
        }
    }

    /// <summary>The changes of entries, once <see cref="LoadAsync"/> is done.</summary>
    public List<NotificationChange> Apply() => [.. _entries.Where(e => !_gone.Contains(e.Key.UserId)).Select(e => e.Value.Apply(IsMuted(e.Value))).OfType<NotificationChange>()];

    private static bool IsSettings(LedgerDocument document) => document.Id.Contains('/', StringComparison.Ordinal);

    private bool IsMuted(Entry entry) => _muted.TryGetValue(entry.UserId, out var muted) && muted.Contains(entry.Kind);

    private void Count(string userId, ImmutableArray<string> actorIds, string promptId, DateTimeOffset at, int change)
    {
        var entry = Of(userId, $"{NotificationKinds.Liked}/{promptId}/{LikeDigest.WindowOf(at)}", NotificationKinds.Liked, promptId, null);
        entry.Steps.Add(new Step(actorIds, change, Microseconds.From(at)));
    }

    private Entry Of(string userId, string slot, string kind, string? promptId, string? subjectId)
    {
        var key = new NotificationKey(userId, slot);
        return _entries.TryGetValue(key, out var entry) ? entry : _entries[key] = new Entry(userId, slot, kind, promptId, subjectId);
    }

    /// <param name="ActorIds">The latest few, newest first.</param>
    private readonly record struct Step(ImmutableArray<string> ActorIds, int Change, long At);

    private sealed class Entry(string userId, string slot, string kind, string? promptId, string? subjectId)
    {
        public string UserId => userId;

        public string Kind => kind;

        public NotificationRow? Before { get; set; }

        public List<Step> Steps { get; } = [];

        /// <summary>What becomes of the entry; null when it stays as it is.</summary>
        public NotificationChange? Apply(bool isMuted)
        {
            // A digest has all its likes or none: a muted one that exists goes on counting, silently.
            if (Before is null && isMuted) return null;
            if (Before is not null && kind != NotificationKinds.Liked) return null;
            var row = Before ?? new NotificationRow(userId, slot, 0, kind, promptId, subjectId, [], 0, 1, 0);
            foreach (var step in Steps) row = Take(row, step);
            if (row.Count <= 0) return Before is null ? null : new NotificationChange(row, IsTold: false, Remove: true);
            var isTold = !isMuted && row.Count >= row.NextStep;
            // What was never told has no place in an inbox yet.
            return new NotificationChange(isTold ? row with { NextStep = LikeDigest.StepAbove(row.Count) } : row, isTold || Before is null, Remove: false);
        }

        private NotificationRow Take(NotificationRow row, Step step)
        {
            // Only likes are counted; whatever else is told is one thing, however often it is said.
            if (kind != NotificationKinds.Liked && row.Count > 0) return row;
            var others = row.Actors.Where(a => !step.ActorIds.Contains(a));
            return row with
            {
                Count = Math.Max(0, row.Count + step.Change),
                At = Math.Max(row.At, step.At),
                Actors = step.Change > 0 ? [.. step.ActorIds.Concat(others).Take(LikeDigest.ActorsMax)] : [.. others],
            };
        }
    }
}
