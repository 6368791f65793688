namespace PromptGrid.Web.Settings;

/// <summary>Everything about one's account.</summary>
public sealed record SettingsModel
{
    public required string Handle { get; init; }
    public required string DisplayName { get; init; }
    /// <summary>The address of one's picture on this grid; null for none.</summary>
    public string? Picture { get; init; }

    public required string Bio { get; init; }
    public required string Links { get; init; }
    public required string Email { get; init; }

    /// <summary>False for an account that signs in elsewhere: it is asked for none.</summary>
    public bool HasPassword { get; init; } = true;

    /// <summary>Identities elsewhere that sign in to this account.</summary>
    public IReadOnlyList<LoginModel> Logins { get; init; } = [];

    /// <summary>Others that one may sign in with and does not yet.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Why linking came to nothing, in the page's language; null for nothing.</summary>
    public string? Problem { get; init; }

    public IReadOnlyList<SessionModel> Sessions { get; init; } = [];
    public IReadOnlyList<KeyModel> Keys { get; init; } = [];

    /// <summary>An API key that was just made: shown this once.</summary>
    public string? NewKey { get; init; }

    /// <summary>The section that was just saved; null for none.</summary>
    public string? Done { get; init; }

    /// <summary>What is wrong by field, in the page's language.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();
}

/// <param name="Key">What identifies it among all providers.</param>
public sealed record LoginModel(string Key, string Provider);

/// <param name="Device">What it said it is; null when it did not.</param>
public sealed record SessionModel(string Id, string? Device, DateTimeOffset LastUsed, bool IsCurrent);

public sealed record KeyModel(string Id, string Name, string Prefix, bool MayWrite, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);
