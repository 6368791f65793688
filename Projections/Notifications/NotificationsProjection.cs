using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Storage;

namespace PromptGrid.Projections.Notifications;

/// <summary>
/// Tells users what others did: a fork, a comment or a follow at once, likes as digests (<see cref="LikeDigest"/>). Entries
/// and checkpoint are one transaction, so each counts exactly once; nobody is told of their own doing, nor of a kind they
/// muted.
/// </summary>
public sealed class NotificationsProjection(INotificationStore store, ILedgerReader reader, IGrainFactory grains, TimeProvider time) : IProjection
{
    private const int OwnersMax = 100_000;

    private readonly PacedCheckpoints _checkpoints = new(time);

    // The owner of a prompt never changes.
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);

    public string Name => ProjectionNames.Notifications;

    public TimeSpan Pace => TimeSpan.FromMilliseconds(50);

    // A thousand likes a second are digests: counting them seldom costs little, and nobody reads so fast.
    public TimeSpan PaceWhenBusy => TimeSpan.FromSeconds(3);

    public int BatchSizeMax => 20_000;

    public async ValueTask<long> ReadCheckpointAsync(int partition, CancellationToken cancellationToken)
    {
        var stored = await store.ReadCheckpointAsync(partition, cancellationToken);
        _checkpoints.Begin(partition, stored);
        return stored;
    }

    public async ValueTask HandleAsync(int partition, IReadOnlyList<LedgerEvent> events, CancellationToken cancellationToken)
    {
        var news = new List<News>();
        foreach (var e in events) Collect(e, news);
        if (news.Count == 0)
        {
            await WriteAsync(_checkpoints.Handle(partition, events, hasRows: false), [], cancellationToken);
            return;
        }

        var entries = new InboxEntries();
        var comments = await ReadCommentsAsync(news, cancellationToken);
        await LearnOwnersAsync(news, cancellationToken);
        foreach (var item in news) item.Tell(entries, _owners.GetValueOrDefault(item.Subject), comments);
        await entries.LoadAsync(store, reader, cancellationToken);
        var changes = entries.Apply();
        await WriteAsync(_checkpoints.Handle(partition, events, changes.Count > 0), changes, cancellationToken);
        foreach (var user in changes.Select(c => c.Row.UserId).Distinct(StringComparer.Ordinal)) await grains.Inbox(user).TouchAsync();
    }

    public async ValueTask IdleAsync(int partition, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Idle(partition), [], cancellationToken);

    public async ValueTask SkipAsync(LedgerPosition position, CancellationToken cancellationToken) => await WriteAsync(_checkpoints.Skip(position), [], cancellationToken);

    private async Task WriteAsync(CheckpointMove? move, IReadOnlyCollection<NotificationChange> changes, CancellationToken cancellationToken)
    {
        if (move is null) return;
        await store.WriteAsync(move, changes, cancellationToken);
        _checkpoints.Written(move);
    }

    private static void Collect(LedgerEvent e, List<News> news)
    {
        if (e.Name is PromptEventNames.LikesChanged or PromptEventNames.ForksChanged or PromptEventNames.CommentsChanged or UserEventNames.FollowersChanged)
        {
            news.Add(new News(e.Name, e.Subject, e.At, e.ReadEdges()));
        }
    }

    private async Task<Dictionary<string, CommentDocument>> ReadCommentsAsync(List<News> news, CancellationToken cancellationToken)
    {
        var comments = await ReadCommentsAsync(news.Where(n => n.Name == PromptEventNames.CommentsChanged).SelectMany(n => n.Edges.Added), cancellationToken);
        // What an answer answers, for the one who wrote that.
        foreach (var (id, parent) in await ReadCommentsAsync(comments.Values.Select(c => c.ParentId).OfType<string>().Where(id => !comments.ContainsKey(id)).ToList(), cancellationToken)) comments[id] = parent;
        return comments;
    }

    private async Task<Dictionary<string, CommentDocument>> ReadCommentsAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var comments = new Dictionary<string, CommentDocument>(StringComparer.Ordinal);
        foreach (var chunk in ids.Distinct(StringComparer.Ordinal).Chunk(1_000))
        {
            foreach (var document in await reader.ReadDocumentsAsync(chunk, cancellationToken)) comments[document.Id] = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.CommentDocument)!;
        }

        return comments;
    }

    /// <summary>Learns whose the prompts are that the news are about, and who made the forks.</summary>
    private async Task LearnOwnersAsync(List<News> news, CancellationToken cancellationToken)
    {
        if (_owners.Count >= OwnersMax) _owners.Clear();
        var prompts = news.Where(n => n.Name != UserEventNames.FollowersChanged).SelectMany(n => n.Name == PromptEventNames.ForksChanged ? n.Edges.Added.Append(n.Subject) : [n.Subject]);
        foreach (var ids in prompts.Where(p => !_owners.ContainsKey(p)).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            foreach (var document in await reader.ReadDocumentsAsync(ids, cancellationToken)) _owners[document.Id] = document.ReadPrompt().OwnerId;
        }

        foreach (var fork in news.Where(n => n.Name == PromptEventNames.ForksChanged)) fork.Forkers = fork.Edges.Added.Where(_owners.ContainsKey).ToImmutableDictionary(f => f, f => _owners[f], StringComparer.Ordinal);
    }
}
