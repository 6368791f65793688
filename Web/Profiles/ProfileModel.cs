using PromptGrid.Web.Cards;

namespace PromptGrid.Web.Profiles;

/// <summary>Somebody's public face and their prompt wall.</summary>
/// <param name="Bio">Markdown.</param>
/// <param name="IsFollowed">Whether the reader follows; null when nobody is signed in or it is oneself.</param>
public sealed record ProfileModel(
    string Handle,
    string Name,
    string Bio,
    IReadOnlyList<string> Links,
    DateTimeOffset CreatedAt,
    long Prompts,
    long LikesReceived,
    long Followers,
    long Following,
    bool? IsFollowed,
    bool IsOwn,
    IReadOnlyList<CardModel> Cards,
    string? NextCursor)
{
    /// <summary>Address of the user's picture, where this grid keeps it.</summary>
    public string? Picture { get; init; }
}
