using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <content>Likes, saves, forks and usage: they interleave, so that many callers share one commit.</content>
public sealed partial class PromptGrain
{
    private EdgeTally? _likeTally;
    private EdgeTally? _saveTally;
    private EdgeTally? _forkTally;

    // From where the prompt was liked and saved lately; null until somebody does.
    private RecentNetworks? _likedFrom;
    private RecentNetworks? _savedFrom;

    private EdgeTally LikeTally => _likeTally ??= new EdgeTally(_id, PromptCounters.Likes, PromptEventNames.LikesChanged);

    private EdgeTally SaveTally => _saveTally ??= new EdgeTally(_id, PromptCounters.Saves, PromptEventNames.SavesChanged);

    private EdgeTally ForkTally => _forkTally ??= new EdgeTally(_id, PromptCounters.Forks, PromptEventNames.ForksChanged);

    public ValueTask<Result<Reaction>> SetLikeAsync(string userId, bool liked) => SetLikeFromAsync(userId, liked, network: 0);

    public ValueTask<Result<Reaction>> SetSaveAsync(string userId, bool saved) => SetSaveFromAsync(userId, saved, network: 0);

    public ValueTask<Result<Reaction>> SetLikeFromAsync(string userId, bool liked, long network) =>
        ReactAsync(LikeEdge(userId, liked), liked && Watches(network) ? _likedFrom ??= new RecentNetworks() : _likedFrom, network);

    public ValueTask<Result<Reaction>> SetSaveFromAsync(string userId, bool saved, long network) =>
        ReactAsync(SaveEdge(userId, saved), saved && Watches(network) ? _savedFrom ??= new RecentNetworks() : _savedFrom, network);

    public async Task ReflectForkAsync(string forkId)
    {
        if (_prompt is null) return;
        var fork = await reader.ReadDocumentAsync(forkId) is { } document
            ? System.Text.Json.JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)
            : null;
        var isOurs = fork?.ForkedFrom?.Id == _id;
        var namesOwner = isOurs && fork!.ForkedFrom!.OwnerHandle.Length > 0;
        if (namesOwner && _prompt.IsDeleted && await IsOwnerDeletedAsync())
        {
            // The owner went before this fork was known to be one of theirs.
            await GrainFactory.Prompt(forkId).ForgetSourceOwnerAsync(_prompt.OwnerId);
            namesOwner = false;
        }

        await SetEdgesAsync(
        [
            new EdgeWrite(PromptEdges.Fork, forkId, _id, !(isOurs && fork!.IsListed), ForkTally),
            new EdgeWrite(PromptEdges.Names, forkId, _prompt.OwnerId, !namesOwner, null),
        ]);
    }

    public async Task ForgetUserAsync(string userId)
    {
        if (_prompt is null) return;
        ExpireNetworks();
        _likedFrom?.Forget(userId);
        _savedFrom?.Forget(userId);
        foreach (var edge in (EdgeWrite[])[LikeEdge(userId, false), SaveEdge(userId, false)])
        {
            var outcome = await SetEdgeAsync(edge);
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"A reaction was not taken back: {outcome.GetType().Name}.");
        }
    }

    public async Task RecordUseAsync(long views, long copies, long runs)
    {
        ExpireNetworks();
        if (_prompt is null or { IsDeleted: true } || views + copies + runs <= 0) return;
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Counters = [new CounterAdd(_id, PromptCounters.Views, views), new CounterAdd(_id, PromptCounters.Copies, copies)],
            Events = copies + runs == 0 ? [] : [new EventWrite(PromptEventNames.Used, 1, _id, System.Text.Json.JsonSerializer.Serialize(new PromptUsed(copies, runs), DomainJson.Stored.PromptUsed))],
        });
        if (outcome is CommitOutcome.Committed committed)
        {
            Count(committed, _counts with { Views = Math.Max(_counts.Views, committed.BatchCounters[0]), Copies = Math.Max(_counts.Copies, committed.BatchCounters[1]) });
        }
    }

    // A mark is named where an edge goes, so that it goes as well.
    private EdgeWrite LikeEdge(string userId, bool liked) => new(PromptEdges.Like, userId, _id, !liked, LikeTally, liked ? null : PromptEdges.LikeEcho);

    private EdgeWrite SaveEdge(string userId, bool saved) => new(PromptEdges.Save, userId, _id, !saved, SaveTally, saved ? null : PromptEdges.SaveEcho);

    private bool Watches(long network) => network != 0 && secondAccounts.Value.Enabled;

    /// <summary>Who came from where is known for the window; with whatever calls after it, it is forgotten.</summary>
    private void ExpireNetworks()
    {
        if (_likedFrom is null && _savedFrom is null) return;
        var now = time.GetUtcNow();
        _likedFrom?.Expire(now, secondAccounts.Value.Window);
        _savedFrom?.Expire(now, secondAccounts.Value.Window);
    }

    /// <summary>Marks what boards are not to count, in the commit that makes it so: whoever adds up the events comes to the
    /// same scores for ever. Networks are noted before the commit, so that two who come at once are not both first.</summary>
    /// <param name="seen">Null where nobody looks at networks, or none was seen.</param>
    private async ValueTask<Result<Reaction>> ReactAsync(EdgeWrite edge, RecentNetworks? seen, long network)
    {
        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, edge.Source)) return Failure.NotFound("prompt");
        ExpireNetworks();
        var sighting = Sighting.Known;
        if (seen is not null && !edge.Remove && network != 0)
        {
            var rule = secondAccounts.Value;
            sighting = seen.See(network, edge.Source, time.GetUtcNow(), rule.Window, rule.CountedPerNetwork);
            if (sighting == Sighting.Echo) edge = edge with { Mark = edge.Kind == PromptEdges.Like ? PromptEdges.LikeEcho : PromptEdges.SaveEcho };
        }

        var outcome = await SetEdgeAsync(edge);
        var changed = outcome is CommitOutcome.Committed { EdgesChanged: [true] };
        // What was so already was seen elsewhere or earlier, and what was refused never was.
        if (sighting == Sighting.New && !changed) seen!.Forget(network, edge.Source);
        // What is taken back makes room, from wherever.
        if (edge.Remove && changed) seen?.Forget(edge.Source);
        return outcome is CommitOutcome.Committed committed ? new Reaction(!edge.Remove, committed.Counters[0], changed) : RefuseWrite(outcome);
    }

    private async Task<bool> IsOwnerDeletedAsync() =>
        await reader.ReadDocumentAsync(_prompt!.OwnerId) is { } owner && System.Text.Json.JsonSerializer.Deserialize(owner.Body, DomainJson.Stored.UserDocument)!.IsDeleted;

    private ValueTask<CommitOutcome> SetEdgeAsync(EdgeWrite edge) => SetEdgesAsync([edge]);

    /// <summary>Sets edges together; the first is one that is counted here.</summary>
    private async ValueTask<CommitOutcome> SetEdgesAsync(ImmutableArray<EdgeWrite> edges)
    {
        var outcome = await CommitAsync(new WriteSet { Entity = _id, Edges = edges });
        if (outcome is CommitOutcome.Committed committed && committed.Position.Sequence >= _countedAt)
        {
            var value = committed.BatchCounters[0];
            Count(committed, edges[0].Kind switch
            {
                PromptEdges.Like => _counts with { Likes = value },
                PromptEdges.Save => _counts with { Saves = value },
                PromptEdges.Fork => _counts with { Forks = value },
                _ => throw new InvalidOperationException($"Edge kind {edges[0].Kind} has no counter here."),
            });
        }

        return outcome;
    }

    private void Count(CommitOutcome.Committed committed, PromptCounts counts)
    {
        _countedAt = Math.Max(_countedAt, committed.Position.Sequence);
        if (counts == _counts) return;
        _counts = counts;
        Changed();
    }
}
