using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Dashboard;

/// <summary>One's own shelf.</summary>
/// <param name="Tab"><c>mine</c>, <c>liked</c>, <c>saved</c> or <c>forks</c>.</param>
/// <param name="Works">One's prompts; only on the first tab.</param>
/// <param name="Cards">What stands on the other tabs.</param>
public sealed record DashboardModel(string Tab, long Prompts, long LikesReceived, long Followers, IReadOnlyList<WorkModel> Works, IReadOnlyList<CardModel> Cards, string? NextCursor)
{
    public static string PathOf(string tab) => tab == "mine" ? "/dashboard" : "/dashboard/" + tab;
}

/// <summary>A prompt of one's own, as a line of work.</summary>
/// <param name="State">What moderators decided: <c>hidden</c>, <c>restored</c>; null for nothing.</param>
public sealed record WorkModel(string Title, string Url, string Type, string Visibility, string? State, string Semver, DateTimeOffset UpdatedAt, long Likes, long Saves, long Forks, long Comments);
