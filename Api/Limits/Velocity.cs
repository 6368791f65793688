using Microsoft.Extensions.Options;
using PromptGrid.Api.Http;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Limits;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Limits;

/// <summary>
/// How fast one user may do what others see. What changes nothing costs nothing: a repeat of an answered request, a refusal,
/// a follow that was there. See docs/fairness.md.
/// </summary>
/// <remarks>Publishing, forking, commenting, following and importing are counted by the user's own grain, whichever nodes they
/// ask; reactions and copies, which come by the ten thousand, on this node.</remarks>
public sealed class Velocity(IOptions<VelocityOptions> options, RateLimits limits, IGrainFactory grains, ILedgerReader reader, TimeProvider time)
{
    /// <summary>For how long a prompt's copies by one actor are one.</summary>
    public static readonly TimeSpan CopyCountsAgainAfter = TimeSpan.FromMinutes(10);

    private readonly VelocityOptions _options = options.Value;
    private readonly ActorBuckets _reactionsPerMinute = new(time, options.Value.ReactionsPerMinute, TimeSpan.FromMinutes(1));
    private readonly ActorBuckets _reactionsPerHour = new(time, options.Value.ReactionsPerHour, TimeSpan.FromHours(1));
    private readonly ActorBuckets _copiesPerMinute = new(time, options.Value.CopiesPerMinute, TimeSpan.FromMinutes(1));
    private readonly ActorBuckets _copiesPerHour = new(time, options.Value.CopiesPerHour, TimeSpan.FromHours(1));
    private readonly ActorBuckets _copiesOfPrompt = new(time, 1, CopyCountsAgainAfter);

    public Task<Result<CommandReply<T>>> PublishAsync<T>(HttpContext context, OperationStamp? operation, Func<Task<Result<CommandReply<T>>>> publish) =>
        RunAsync(context, new ActionQuota("publish", _options.PublishesPerMinute, _options.PublishesPerHour), "new prompts", operation?.Id, publish, IsNew);

    public Task<Result<CommandReply<T>>> ForkAsync<T>(HttpContext context, OperationStamp? operation, Func<Task<Result<CommandReply<T>>>> fork) =>
        RunAsync(context, new ActionQuota("fork", _options.ForksPerMinute, _options.ForksPerHour), "forks", operation?.Id, fork, IsNew);

    public Task<Result<CommandReply<T>>> CommentAsync<T>(HttpContext context, OperationStamp? operation, Func<Task<Result<CommandReply<T>>>> comment) =>
        RunAsync(context, new ActionQuota("comment", _options.CommentsPerMinute, _options.CommentsPerHour), "comments", operation?.Id, comment, IsNew);

    /// <param name="operationId">The client's operation, known before the body is read.</param>
    public Task<Result<CommandReply<T>>> ImportAsync<T>(HttpContext context, string? operationId, Func<Task<Result<CommandReply<T>>>> import) =>
        RunAsync(context, new ActionQuota("import", _options.ImportsPerMinute, _options.ImportsPerHour), "imports", operationId, import, IsNew);

    /// <summary>Follows, or stops to: somebody, a tag, a collection.</summary>
    public Task<Result<Reaction>> FollowAsync(HttpContext context, Func<Task<Result<Reaction>>> follow) =>
        RunAsync(context, new ActionQuota("follow", _options.FollowsPerMinute, _options.FollowsPerHour), "follows", null, follow, static reaction => reaction.Changed);

    /// <summary>Takes one like or save before it is tried; <see cref="Settle"/> afterwards.</summary>
    /// <returns>Null when it may go on.</returns>
    public Failure? TakeReaction(HttpContext context)
    {
        if (limits.Exempts(context)) return null;
        var (wait, limit) = Take(context.CallerId()!, _reactionsPerMinute, _options.ReactionsPerMinute, _reactionsPerHour, _options.ReactionsPerHour, "likes and saves");
        return wait > TimeSpan.Zero ? TooFast.Refuse(context, wait, limit) : null;
    }

    /// <summary>Gives a reaction back that changed nothing.</summary>
    public void Settle(HttpContext context, in Result<Reaction> result)
    {
        if (limits.Exempts(context) || (result.TryGet(out var reaction, out _) && reaction.Changed)) return;
        _reactionsPerMinute.GiveBack(context.CallerId()!);
        _reactionsPerHour.GiveBack(context.CallerId()!);
    }

    /// <summary>Tells of a copy. Who is nobody is known by their address (<see cref="AddressKeys"/>). The copies that one actor
    /// makes of one prompt within <see cref="CopyCountsAgainAfter"/> count once, however many are told.</summary>
    /// <param name="tell">Is told whether the copy counts; says whether its operation is new.</param>
    public async ValueTask<Result<bool>> CopyAsync(HttpContext context, string promptId, OperationStamp? operation, Func<bool, ValueTask<Result<bool>>> tell)
    {
        if (limits.Exempts(context)) return await tell(true);
        var actor = context.CallerId() ?? "ip:" + AddressKeys.Of(context);
        var (wait, limit) = Take(actor, _copiesPerMinute, _options.CopiesPerMinute, _copiesPerHour, _options.CopiesPerHour, "copies");
        if (wait > TimeSpan.Zero)
        {
            return await IsAnsweredAsync(context, operation?.Id) ? await tell(false) : TooFast.Refuse(context, wait, limit);
        }

        var copy = $"{promptId}|{actor}";
        var counts = _copiesOfPrompt.Take(copy) == TimeSpan.Zero;
        var result = await tell(counts);
        if (result.TryGet(out var isNew, out _) && isNew) return result;
        _copiesPerMinute.GiveBack(actor);
        _copiesPerHour.GiveBack(actor);
        if (counts) _copiesOfPrompt.GiveBack(copy);
        return result;
    }

    private static bool IsNew<T>(CommandReply<T> reply) => !reply.Replayed;

    /// <returns>How long to wait, and for which limit; zero when one was taken.</returns>
    private static (TimeSpan Wait, string Limit) Take(string actor, ActorBuckets minute, int perMinute, ActorBuckets hour, int perHour, string what)
    {
        if (minute.Take(actor) is var wait && wait > TimeSpan.Zero) return (wait, $"{perMinute} {what} a minute");
        wait = hour.Take(actor);
        if (wait == TimeSpan.Zero) return default;
        minute.GiveBack(actor);
        return (wait, $"{perHour} {what} an hour");
    }

    /// <summary>Who repeats what was answered gets that answer, however much they did since.</summary>
    private async ValueTask<bool> IsAnsweredAsync(HttpContext context, string? operationId) =>
        operationId is not null && await reader.ReadOperationAsync(operationId, context.RequestAborted) is not null;

    private async Task<Result<T>> RunAsync<T>(HttpContext context, ActionQuota quota, string what, string? operationId, Func<Task<Result<T>>> act, Func<T, bool> counts)
    {
        if (limits.Exempts(context)) return await act();
        var user = grains.Quota(context.CallerId()!);
        if (await user.TakeAsync(quota) is var wait && wait > TimeSpan.Zero)
        {
            if (await IsAnsweredAsync(context, operationId)) return await act();
            return TooFast.Refuse(context, wait, $"{quota.PerMinute} {what} a minute and {quota.PerHour} an hour");
        }

        // When this fails with an exception, it may have happened: then it counts.
        var result = await act();
        if (!result.TryGet(out var value, out _) || !counts(value)) await user.GiveBackAsync(quota);
        return result;
    }
}
