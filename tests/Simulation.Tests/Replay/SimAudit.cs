using System.Text.Json;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.Notifications;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Projections.Notifications;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// After quiet: what was answered is there, once, and ledger, grains, index, boards and profiles say the same.
/// </summary>
internal sealed class SimAudit
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(1_100);
    private const int RoundsMax = 200;

    // A board compares itself with the store every half minute.
    private static readonly TimeSpan BoardsAgree = TimeSpan.FromSeconds(31);

    private readonly SimWorld _world;
    private readonly ClientKnowledge _known;
    private readonly Dictionary<string, (LedgerDocument Document, PromptDocument Prompt)> _prompts;
    private readonly Dictionary<string, CommentDocument> _comments;

    private SimAudit(SimWorld world, ClientKnowledge known)
    {
        _world = world;
        _known = known;
        _prompts = world.Disk.Ledger.ScanDocuments("prm_", null, 10_000)
            .Where(d => !d.Id.Contains('@', StringComparison.Ordinal))
            .ToDictionary(d => d.Id, d => (d, JsonSerializer.Deserialize(d.Body, DomainJson.Stored.PromptDocument)!), StringComparer.Ordinal);
        _comments = world.Disk.Ledger.ScanDocuments("cmt_", null, 10_000).Select(d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.CommentDocument)!).ToDictionary(c => c.Id, StringComparer.Ordinal);
    }

    public static async Task RunAsync(SimWorld world, ClientKnowledge known)
    {
        // First what the survivors made of it by themselves; then once more with everybody's memory gone, so that nothing
        // was right only because somebody remembered it.
        var remembersOld = world.WasSplit;
        await QuietAsync(world);
        await new SimAudit(world, known).CheckAsync(withGrains: !remembersOld);
        if (!remembersOld && !world.Scheduler.Once(3)) return;
        world.Crash();
        await QuietAsync(world);
        await new SimAudit(world, known).CheckAsync(withGrains: true);
    }

    private static async Task QuietAsync(SimWorld world)
    {
        var quietRounds = 0;
        for (var round = 0; quietRounds < 2; round++)
        {
            That(round < RoundsMax, "the projections never arrive at the ledger's head");
            await Task.Delay(Round, world.Clients.Time);
            var quiet = true;
            for (var partition = 0; partition < world.Disk.Ledger.Partitions; partition++)
            {
                foreach (var projection in ProjectionNames.All)
                {
                    var status = await world.CallAsync(grains => grains.Projection(projection, partition).GetStatusAsync().AsTask());
                    quiet &= status.Sequence == world.Disk.Ledger.ReadHead(partition);
                }
            }

            // Lineage writes events of its own, so one quiet look is not enough.
            quietRounds = quiet ? quietRounds + 1 : 0;
        }

        await Task.Delay(BoardsAgree, world.Clients.Time);
    }

    private async Task CheckAsync(bool withGrains)
    {
        CheckEvents();
        CheckAnswers();
        CheckCounters();
        CheckKeys();
        CheckTrending();
        CheckSearch();
        CheckProfiles();
        CheckThreads();
        CheckFeed();
        CheckInboxes();
        That(_world.Disk.Ledger.DeadLetters.Count == 0, "an event was put aside");
        await CheckBoardAsync();
        if (withGrains) await CheckGrainsAsync();
    }

    private static void That(bool holds, string claim)
    {
        if (!holds) throw new BrokenPromiseException(claim);
    }

    private static void Same<T>(T expected, T actual, string what) =>
        That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what} is {actual}, not {expected}");

    private void CheckEvents()
    {
        for (var partition = 0; partition < _world.Disk.Ledger.Partitions; partition++)
        {
            var expected = 1L;
            foreach (var e in _world.Disk.Ledger.Events[partition]) Same(expected++, e.Position.Sequence, $"the next event of partition {partition}");
        }
    }

    private void CheckAnswers()
    {
        foreach (var prompt in _known.Prompts.Values)
        {
            That(_prompts.TryGetValue(prompt.Id, out var stored), $"{prompt.Id} was answered and is lost");
            var state = Client.StateOf(stored.Prompt);
            That(prompt.State.Possible.Contains(state), $"{prompt.Id} is {state}; the clients know {string.Join(" or ", prompt.State.Possible)}");
            Same(prompt.Source, stored.Prompt.ForkedFrom?.Id, $"the source of {prompt.Id}");
        }

        foreach (var id in _prompts.Keys) That(_known.Prompts.ContainsKey(id), $"{id} is there and was never answered: a request happened twice");
        foreach (var ((kind, user, prompt), edge) in _known.Edges)
        {
            var there = _world.Disk.Ledger.ExistingTargets(kind, user, [prompt]).Count > 0;
            That(edge.Possible.Contains(there), $"the {kind} of {user} on {prompt} is {there}, the clients know better");
        }

        foreach (var user in _known.Users.Values)
        {
            var stored = _world.Disk.Ledger.ReadDocument(user.Id);
            That(stored is not null, $"{user.Id} was answered and is lost");
            var bio = JsonSerializer.Deserialize(stored!.Body, DomainJson.Stored.UserDocument)!.Bio;
            That(user.Bio.Possible.Contains(bio), $"the bio of {user.Id} is {bio}; the clients know {string.Join(" or ", user.Bio.Possible)}");
        }
    }

    private void CheckCounters()
    {
        foreach (var (id, (document, _)) in _prompts)
        {
            Same(_world.Disk.Ledger.CountEdgesTo(PromptEdges.Like, id), document.Counter(PromptCounters.Likes), $"likes of {id}");
            Same(_world.Disk.Ledger.CountEdgesTo(PromptEdges.Save, id), document.Counter(PromptCounters.Saves), $"saves of {id}");
            CheckEchoes(id, PromptEdges.LikeEcho, PromptEdges.Like);
            CheckEchoes(id, PromptEdges.SaveEcho, PromptEdges.Save);
            Same(_prompts.Values.LongCount(f => f.Prompt.IsListed && f.Prompt.ForkedFrom?.Id == id), document.Counter(PromptCounters.Forks), $"forks of {id}");
            Same(_world.Disk.Ledger.CountEdgesTo(PromptEdges.Fork, id), document.Counter(PromptCounters.Forks), $"fork edges of {id}");
            Same(_comments.Values.LongCount(c => c.PromptId == id && Client.Stands(c)), document.Counter(PromptCounters.Comments), $"comments of {id}");
            Same(_world.Disk.Ledger.CountEdgesTo(CommentEdges.Counted, id), document.Counter(PromptCounters.Comments), $"comment edges of {id}");
        }
    }

    private void CheckEchoes(string prompt, string echo, string kind)
    {
        foreach (var edge in _world.Disk.Ledger.ListEdgesTo(echo, prompt, null, 1_000))
        {
            _world.Echoes++;
            That(_world.Disk.Ledger.ListEdgesTo(kind, prompt, null, 1_000).Any(e => e.Source == edge.Source && e.At == edge.At), $"the {echo} of {edge.Source} on {prompt} is not of one commit with its {kind}");
        }
    }

    private void CheckKeys()
    {
        var users = _world.Disk.Ledger.ScanDocuments("usr_", null, 10_000).Where(d => !d.Id.Contains('/', StringComparison.Ordinal)).ToList();
        Same(_known.Users.Count, users.Count, "the number of users");
        var handles = users.Select(u => JsonSerializer.Deserialize(u.Body, DomainJson.Stored.UserDocument)!).ToList();
        Same(handles.Count, handles.DistinctBy(u => u.Handle).Count(), "the number of different handles");
        foreach (var user in handles) Same(user.Id, _world.Disk.Ledger.ResolveKey(UniqueKeys.Handle, user.Handle), $"the holder of {user.Handle}");
        var alive = _prompts.Values.Select(p => p.Prompt).Where(p => !p.IsDeleted).ToList();
        foreach (var prompt in alive)
            Same(prompt.Id, _world.Disk.Ledger.ResolveKey(UniqueKeys.Slug, UniqueKeys.OfSlug(prompt.OwnerId, prompt.Slug)), $"the holder of the slug {prompt.Slug}");
        Same(alive.Count, _world.Disk.Ledger.Keys.Count(k => k.Key.Kind == UniqueKeys.Slug), "the number of slugs held");
    }

    // What is an echo counts everywhere but here.
    private double Worth(LedgerDocument document) =>
        (TrendingWeights.Like * (document.Counter(PromptCounters.Likes) - _world.Disk.Ledger.CountEdgesTo(PromptEdges.LikeEcho, document.Id)))
        + (TrendingWeights.Save * (document.Counter(PromptCounters.Saves) - _world.Disk.Ledger.CountEdgesTo(PromptEdges.SaveEcho, document.Id)))
        + (TrendingWeights.Fork * document.Counter(PromptCounters.Forks)) + (TrendingWeights.Comment * document.Counter(PromptCounters.Comments)) + (TrendingWeights.Use * document.Counter(PromptCounters.Copies));

    private static bool IsClose(double expected, double actual) => Math.Abs(expected - actual) <= 0.002 * Math.Max(1, expected);

    private void CheckTrending()
    {
        foreach (var (id, (document, prompt)) in _prompts)
        {
            var row = _world.Disk.Trending.Rows.GetValueOrDefault(id);
            // A run takes minutes of a month's half-life: nothing has decayed that this could see.
            var value = row is null ? 0 : ForwardDecay.ValueAt(TrendingWindow.Month, row.Scores.Month, _world.Scheduler.Now);
            That(IsClose(Worth(document), value), $"the trending score of {id} is worth {value:0.000}, not {Worth(document):0.000}");
            if (row is not null) Same(prompt.IsListed, row.Listed, $"in the trending store, the listing of {id}");
        }
    }

    private void CheckSearch()
    {
        var rows = _world.Disk.Search.Rows;
        foreach (var (id, (document, prompt)) in _prompts)
        {
            Same(prompt.IsListed, rows.TryGetValue(id, out var row), $"in the index, the presence of {id}");
            if (row is null) continue;
            Same(document.Version, row.Revision, $"in the index, the revision of {id}");
            Same(prompt.Content, row.Content, $"in the index, the text of {id}");
            Same(document.Counter(PromptCounters.Likes), row.Likes, $"in the index, likes of {id}");
            Same(document.Counter(PromptCounters.Saves), row.Saves, $"in the index, saves of {id}");
            Same(document.Counter(PromptCounters.Forks), row.Forks, $"in the index, forks of {id}");
        }

        Same(_prompts.Values.Count(p => p.Prompt.IsListed), rows.Count, "the number of prompts in the index");
    }

    private void CheckProfiles()
    {
        foreach (var user in _known.Users.Keys)
        {
            var document = _world.Disk.Ledger.ReadDocument(user)!;
            var own = _prompts.Values.Where(p => p.Prompt.OwnerId == user).ToList();
            Same(own.LongCount(p => p.Prompt.IsListed), document.Counter(UserCounters.Prompts), $"prompts of {user}");
            Same(own.Sum(p => p.Document.Counter(PromptCounters.Likes)), document.Counter(UserCounters.LikesReceived), $"likes received by {user}");
            Same(_world.Disk.Ledger.CountEdgesTo(FollowEdges.User, user), document.Counter(UserCounters.Followers), $"followers of {user}");
            Same(_world.Disk.Ledger.ListEdgesFrom(FollowEdges.User, user, null, 1_000).Count, document.Counter(UserCounters.Following), $"whom {user} follows");
            Same(_world.Disk.Ledger.ListEdgesFrom(FollowEdges.UserMirror, user, null, 1_000).Count, document.Counter(UserCounters.Following), $"the other halves of whom {user} follows");
        }
    }

    private void CheckThreads()
    {
        foreach (var known in _known.Comments.Values)
        {
            That(_comments.TryGetValue(known.Id, out var comment), $"{known.Id} was answered and is lost");
            That(known.Stands.Possible.Contains(Client.Stands(comment!)), $"{known.Id} stands: {Client.Stands(comment!)}; the clients know better");
            Same(Client.Stands(comment!), comment!.Body is not null, $"the text of {known.Id}");
        }

        foreach (var (id, comment) in _comments)
        {
            That(_known.Comments.ContainsKey(id), $"{id} is there and was never answered: a request happened twice");
            var replies = _world.Disk.Ledger.ReadDocument(id)!.Counter(CommentCounters.Replies);
            Same(_comments.Values.LongCount(c => c.ParentId == id), replies, $"answers to {id}");
            Same(replies, _world.Disk.Ledger.CountEdgesTo(CommentEdges.Thread, id), $"edges of answers to {id}");
        }
    }

    private void CheckFeed()
    {
        var rows = _world.Disk.Feed.Rows;
        Same(_prompts.Values.Count(p => p.Prompt.IsListed), rows.Count, "the number of prompts in the feed's index");
        foreach (var (document, prompt) in _prompts.Values.Where(p => p.Prompt.IsListed))
        {
            That(rows.TryGetValue(document.Id, out var row) && row.OwnerId == prompt.OwnerId && row.Tags.SequenceEqual(prompt.Tags), $"in the feed's index, {document.Id} is not as it is");
        }
    }

    /// <summary>Digests count the likes that there are; whoever follows or said something was told of, once.</summary>
    private void CheckInboxes()
    {
        var rows = _world.Disk.Notifications.Rows.Values;
        foreach (var (id, (document, prompt)) in _prompts)
        {
            var others = _world.Disk.Ledger.ListEdgesTo(PromptEdges.Like, id, null, 1_000).Count(e => e.Source != prompt.OwnerId);
            Same(others, rows.Where(r => r.Kind == NotificationKinds.Liked && r.PromptId == id).Sum(r => r.Count), $"in the inbox, likes of {id}");
        }

        foreach (var user in _known.Users.Keys)
        {
            foreach (var follow in _world.Disk.Ledger.ListEdgesTo(FollowEdges.User, user, null, 1_000)) Told(user, $"followed/{follow.Source}");
        }

        foreach (var comment in _comments.Values.Where(c => Client.Stands(c) && c.AuthorId != _prompts[c.PromptId].Prompt.OwnerId)) Told(_prompts[comment.PromptId].Prompt.OwnerId, $"commented/{comment.Id}");
        foreach (var row in rows) That(!row.Actors.Contains(row.UserId), $"{row.UserId} was told of their own doing");
        Same(rows.Count, rows.DistinctBy(r => (r.UserId, r.Place)).Count(), "the number of places in inboxes");

        void Told(string user, string slot) => That(_world.Disk.Notifications.Rows.ContainsKey(new NotificationKey(user, slot)), $"{user} was not told of {slot}");
    }

    private async Task CheckBoardAsync()
    {
        var board = await _world.CallAsync(grains => grains.TrendingBoard(new BoardKey(TrendingWindow.Month, TrendingScope.Global)).GetAsync().AsTask());
        var expected = _prompts.Values.Where(p => p.Prompt.IsListed && Worth(p.Document) > 0).ToDictionary(p => p.Document.Id, p => Worth(p.Document), StringComparer.Ordinal);
        Same(expected.Count, board.Entries.Length, "the length of the board");
        foreach (var entry in board.Entries)
        {
            That(expected.TryGetValue(entry.PromptId, out var worth), $"{entry.PromptId} is on the board and should not be");
            var value = ForwardDecay.ValueAt(TrendingWindow.Month, entry.Score, _world.Scheduler.Now);
            That(IsClose(worth, value), $"on the board {entry.PromptId} is worth {value:0.000}, not {worth:0.000}");
        }
    }

    private async Task CheckGrainsAsync()
    {
        foreach (var (id, (document, prompt)) in _prompts)
        {
            var read = await _world.CallAsync(grains => grains.Prompt(id).GetAsync(prompt.OwnerId).AsTask());
            Same(prompt.IsDeleted, read.Failure is not null, $"for its grain, the end of {id}");
            if (read.Value is not { } snapshot) continue;
            Same(document.Version, snapshot.Revision, $"for its grain, the revision of {id}");
            Same(prompt.Content, snapshot.Prompt.Content, $"for its grain, the text of {id}");
            Same(document.Counter(PromptCounters.Likes), snapshot.Counts.Likes, $"for its grain, likes of {id}");
            Same(document.Counter(PromptCounters.Saves), snapshot.Counts.Saves, $"for its grain, saves of {id}");
            Same(document.Counter(PromptCounters.Forks), snapshot.Counts.Forks, $"for its grain, forks of {id}");
            Same(document.Counter(PromptCounters.Comments), snapshot.Counts.Comments, $"for its grain, comments of {id}");
        }
    }
}
