using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
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

    private EdgeTally LikeTally => _likeTally ??= new EdgeTally(_id, PromptCounters.Likes, PromptEventNames.LikesChanged);

    private EdgeTally SaveTally => _saveTally ??= new EdgeTally(_id, PromptCounters.Saves, PromptEventNames.SavesChanged);

    private EdgeTally ForkTally => _forkTally ??= new EdgeTally(_id, PromptCounters.Forks, PromptEventNames.ForksChanged);

    public ValueTask<Result<Reaction>> SetLikeAsync(string userId, bool liked) => ReactAsync(PromptEdges.Like, LikeTally, userId, liked);

    public ValueTask<Result<Reaction>> SetSaveAsync(string userId, bool saved) => ReactAsync(PromptEdges.Save, SaveTally, userId, saved);

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
        foreach (var edge in (EdgeWrite[])[new(PromptEdges.Like, userId, _id, Remove: true, LikeTally), new(PromptEdges.Save, userId, _id, Remove: true, SaveTally)])
        {
            var outcome = await SetEdgeAsync(edge);
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"A reaction was not taken back: {outcome.GetType().Name}.");
        }
    }

    public async Task RecordUseAsync(long views, long copies, long runs)
    {
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

    private async ValueTask<Result<Reaction>> ReactAsync(string kind, EdgeTally tally, string userId, bool active)
    {
        if (_prompt is not { } prompt || !PromptAccess.CanRead(prompt, userId)) return Failure.NotFound("prompt");
        var outcome = await SetEdgeAsync(new EdgeWrite(kind, userId, _id, !active, tally));
        return outcome is CommitOutcome.Committed committed ? new Reaction(active, committed.Counters[0]) : RefuseWrite(outcome);
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
