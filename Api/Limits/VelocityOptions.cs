using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Limits;

/// <summary>How fast one user may do what others see (section <c>Velocity</c>); off where <c>RateLimits:Enabled</c> is. Wide
/// enough for people, too narrow for floods. Validated at start.</summary>
public sealed class VelocityOptions
{
    /// <summary>New prompts within a minute. Imports have an allowance of their own. The default value is 30.</summary>
    [Range(1, 1_000_000_000)]
    public int PublishesPerMinute { get; set; } = 30;

    /// <summary>New prompts within an hour. The default value is 300.</summary>
    [Range(1, 1_000_000_000)]
    public int PublishesPerHour { get; set; } = 300;

    /// <summary>Forks within a minute. The default value is 30.</summary>
    [Range(1, 1_000_000_000)]
    public int ForksPerMinute { get; set; } = 30;

    /// <summary>Forks within an hour. The default value is 300.</summary>
    [Range(1, 1_000_000_000)]
    public int ForksPerHour { get; set; } = 300;

    /// <summary>Comments within a minute. The default value is 30.</summary>
    [Range(1, 1_000_000_000)]
    public int CommentsPerMinute { get; set; } = 30;

    /// <summary>Comments within an hour. The default value is 300.</summary>
    [Range(1, 1_000_000_000)]
    public int CommentsPerHour { get; set; } = 300;

    /// <summary>Users, tags and collections followed or no longer followed within a minute. The default value is 60.</summary>
    [Range(1, 1_000_000_000)]
    public int FollowsPerMinute { get; set; } = 60;

    /// <summary>The same within an hour. The default value is 1,000.</summary>
    [Range(1, 1_000_000_000)]
    public int FollowsPerHour { get; set; } = 1_000;

    /// <summary>Likes and saves given or taken back within a minute; counted on each node. The default value is 300.</summary>
    [Range(1, 1_000_000_000)]
    public int ReactionsPerMinute { get; set; } = 300;

    /// <summary>The same within an hour; counted on each node. The default value is 6,000.</summary>
    [Range(1, 1_000_000_000)]
    public int ReactionsPerHour { get; set; } = 6_000;

    /// <summary>Copies told within a minute by one user, or from one IPv4 address or IPv6 network (/64) without a user; counted
    /// on each node. The default value is 60.</summary>
    [Range(1, 1_000_000_000)]
    public int CopiesPerMinute { get; set; } = 60;

    /// <summary>The same within an hour; counted on each node. The default value is 1,000.</summary>
    [Range(1, 1_000_000_000)]
    public int CopiesPerHour { get; set; } = 1_000;

    /// <summary>Imports started within a minute, of any number of prompts each. The default value is 30.</summary>
    [Range(1, 1_000_000_000)]
    public int ImportsPerMinute { get; set; } = 30;

    /// <summary>Imports started within an hour. The default value is 300.</summary>
    [Range(1, 1_000_000_000)]
    public int ImportsPerHour { get; set; } = 300;
}
