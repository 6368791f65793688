using PromptGrid.Domain.Common;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Users;

/// <content>Follows: they interleave, so that many share one commit. Who follows whom is in the ledger's edges, never here.</content>
public sealed partial class UserGrain
{
    private EdgeTally? _followerTally;

    private EdgeTally FollowerTally => _followerTally ??= new EdgeTally(_id, UserCounters.Followers, UserEventNames.FollowersChanged);

    public async Task<Result<Reaction>> SetFollowerAsync(string followerId, bool following)
    {
        if (following)
        {
            if (_user is null) return NotFound();
            if (followerId == _id) return Failure.Invalid("handle", "is your own; you cannot follow yourself");
            var counters = await reader.ReadCountersAsync([followerId]);
            if (counters.GetValueOrDefault(followerId)?.GetValueOrDefault(UserCounters.Following) >= FollowEdges.UsersMax
                && !(await reader.ExistingTargetsAsync(FollowEdges.User, followerId, [_id])).Contains(_id))
            {
                return new Failure(FailureCode.Conflict, $"You follow {FollowEdges.UsersMax} users, and more cannot be followed.");
            }
        }

        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Edges =
            [
                new EdgeWrite(FollowEdges.User, followerId, _id, !following, FollowerTally),
                new EdgeWrite(FollowEdges.UserMirror, followerId, _id, !following, new EdgeTally(followerId, UserCounters.Following, null)),
            ],
        });
        return outcome is CommitOutcome.Committed committed ? new Reaction(following, committed.Counters[0], committed.EdgesChanged[0]) : Refuse(outcome);
    }

    public async Task<Result<Reaction>> SetTagFollowAsync(string tag, bool following)
    {
        var entity = FollowEdges.TagEntity(tag);
        if (following)
        {
            if (_user is null) return NotFound();
            var followed = await reader.ListEdgesFromAsync(FollowEdges.Tag, _id, null, FollowEdges.TagsMax);
            if (followed.Count >= FollowEdges.TagsMax && followed.All(e => e.Target != entity)) return new Failure(FailureCode.Conflict, $"You follow {FollowEdges.TagsMax} tags, and more cannot be followed.");
        }

        var outcome = await CommitAsync(new WriteSet
        {
            Entity = _id,
            Edges = [new EdgeWrite(FollowEdges.Tag, _id, entity, !following, new EdgeTally(entity, FollowEdges.TagFollowers, null))],
        });
        return outcome is CommitOutcome.Committed committed ? new Reaction(following, committed.Counters[0], committed.EdgesChanged[0]) : Refuse(outcome);
    }
}
