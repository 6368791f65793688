using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Users;

/// <summary>An account as its owner sees it.</summary>
public sealed record MeView(string Id, string Handle, string Email, string DisplayName, string Bio, string? AvatarUrl, ImmutableArray<string> Links, DateTimeOffset CreatedAt, UserCountsView Counts)
{
    public static MeView Of(UserDocument user, UserCountsView counts) =>
        new(user.Id, user.Handle, user.Email, user.DisplayName, user.Bio, user.AvatarUrl, user.Links, user.CreatedAt, counts);
}

/// <summary>An account as everyone sees it.</summary>
public sealed record UserView(string Id, string Handle, string DisplayName, string Bio, string? AvatarUrl, ImmutableArray<string> Links, DateTimeOffset CreatedAt, UserCountsView Counts)
{
    /// <summary>Only for a signed-in reader.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public UserViewerView? Viewer { get; init; }

    public static UserView Of(UserDocument user, UserCountsView counts, UserViewerView? viewer = null) =>
        new(user.Id, user.Handle, user.DisplayName, user.Bio, user.AvatarUrl, user.Links, user.CreatedAt, counts) { Viewer = viewer };
}

/// <summary>What the signed-in reader did with a user.</summary>
public sealed record UserViewerView(bool Following);

public sealed record UserCountsView(long Prompts, long Followers, long Following, long LikesReceived)
{
    public static readonly UserCountsView None = new(0, 0, 0, 0);

    public static UserCountsView Of(LedgerDocument user) => new(
        user.Counter(UserCounters.Prompts), user.Counter(UserCounters.Followers), user.Counter(UserCounters.Following), user.Counter(UserCounters.LikesReceived));
}

/// <summary>A user's name on something else.</summary>
public sealed record OwnerView(string Id, string Handle, string DisplayName, string? AvatarUrl = null);

public sealed record ProfileRequest(string? DisplayName, string? Bio, string? AvatarUrl, ImmutableArray<string>? Links);
