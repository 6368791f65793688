using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Limits;

/// <summary>Settings of the rate limits (section <c>RateLimits</c>). Requests per minute; each caller may save up one
/// minute's worth. Validated at start.</summary>
public sealed class RateLimitsOptions
{
    /// <summary>Off lets everybody do anything. The default value is true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>For callers without a token, per IPv4 address or IPv6 network (/64). The default value is 1,200.</summary>
    [Range(1, 1_000_000_000)]
    public int AnonymousPerMinute { get; set; } = 1_200;

    /// <summary>For signed-in callers, per user. The default value is 6,000.</summary>
    [Range(1, 1_000_000_000)]
    public int UserPerMinute { get; set; } = 6_000;

    /// <summary>For sign-up, sign-in, refresh and whatever else asks for a password, per IPv4 address or IPv6 network
    /// (/64). The default value is 30.</summary>
    [Range(1, 1_000_000_000)]
    public int SignInPerMinute { get; set; } = 30;

    /// <summary>Whether callers on the loopback address are free of limits. The default value is true in Development and
    /// false elsewhere.</summary>
    public bool? ExemptLoopback { get; set; }
}
