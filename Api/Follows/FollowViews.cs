namespace PromptGrid.Api.Follows;

/// <param name="Followers">How many follow, as committed with this answer.</param>
public sealed record FollowView(bool Following, long Followers);

/// <summary>A tag that one follows.</summary>
public sealed record FollowedTagView(string Tag, long Followers, DateTimeOffset FollowedAt);
