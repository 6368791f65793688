using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Web.Dashboard;

namespace PromptGrid.Api.Pages;

/// <summary>Reads a tab of the dashboard.</summary>
public sealed class DashboardReads(PromptLists lists, UserCards users)
{
    /// <summary>A tab of the caller's; not-found for a name that none has.</summary>
    public async Task<Result<DashboardModel>> FindAsync(HttpContext context, string tab)
    {
        var userId = context.CallerId()!;
        var page = tab switch
        {
            "mine" => await lists.FindOfEdgesAsync(context, PromptEdges.Owns, userId, $"prompts/{PromptEdges.Owns}/{userId}"),
            "liked" => await lists.FindOfEdgesAsync(context, PromptEdges.Like, userId, "me/likes"),
            "saved" => await lists.FindOfEdgesAsync(context, PromptEdges.Save, userId, "me/saves"),
            "forks" => await lists.FindOfEdgesToAsync(context, PromptEdges.Names, userId, "me/forks"),
            _ => Failure.NotFound("page"),
        };
        if (!page.TryGet(out var found, out var failure)) return failure;
        // Who made an unlisted fork shows it to whom they like.
        if (tab == "forks") found = found with { Items = [.. found.Items.Where(p => p.IsListed || p.Owner.Id == userId)] };
        var counts = (await users.LoadAsync([userId], null, context.RequestAborted)).TryGetValue(userId, out var user) ? user.Counts : UserCountsView.None;
        return new DashboardModel(
            tab, counts.Prompts, counts.LikesReceived, counts.Followers,
            tab == "mine" ? [.. found.Items.Select(Work)] : [], tab == "mine" ? [] : [.. found.Items.Select(CardModels.Of)], found.NextCursor);
    }

    private static WorkModel Work(PromptView prompt) => new(
        prompt.Title, $"/@{prompt.Owner.Handle}/{prompt.Slug}", prompt.Type, prompt.Visibility, prompt.Moderation?.State, prompt.Version.Semver, prompt.UpdatedAt,
        prompt.Counts.Likes, prompt.Counts.Saves, prompt.Counts.Forks, prompt.Counts.Comments);
}
