using PromptGrid.Api.Http;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Likes;

/// <summary>Likes and saves of the caller: how fast, from where, and one grain call.</summary>
public sealed class Reactions(IGrainFactory grains, PromptReads reads, Velocity velocity, Networks networks)
{
    /// <summary>Sets whether the caller likes a prompt.</summary>
    public ValueTask<Result<Reaction>> LikeAsync(HttpContext context, string promptId, bool liked) => SetAsync(context, promptId, liked, isLike: true);

    /// <summary>Sets whether the caller saved a prompt.</summary>
    public ValueTask<Result<Reaction>> SaveAsync(HttpContext context, string promptId, bool saved) => SetAsync(context, promptId, saved, isLike: false);

    private async ValueTask<Result<Reaction>> SetAsync(HttpContext context, string promptId, bool active, bool isLike)
    {
        if (!EntityIds.IsPrompt(promptId)) return Failure.NotFound("prompt");
        if (velocity.TakeReaction(context) is { } tooMany) return tooMany;
        var (prompt, userId, network) = (grains.Prompt(promptId), context.CallerId()!, networks.Of(context));
        var result = await (isLike ? prompt.SetLikeFromAsync(userId, active, network) : prompt.SetSaveFromAsync(userId, active, network));
        reads.Forget(promptId);
        velocity.Settle(context, result);
        return result;
    }
}
