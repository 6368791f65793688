namespace PromptGrid.Projections.Audit;

/// <summary>What can have drifted apart. The names are stable: scripts and dashboards rely on them.</summary>
public static class DriftKinds
{
    /// <summary>The numbers of a partition's events have a gap.</summary>
    public const string EventGap = "event.gap";

    /// <summary>A partition's head is not the number of its last event.</summary>
    public const string EventHead = "event.head";

    /// <summary>A projection's checkpoint is beyond the head: it will not see what comes next.</summary>
    public const string CheckpointAhead = "checkpoint.ahead";

    /// <summary>A projection put an event aside.</summary>
    public const string DeadLetter = "dead-letter";

    /// <summary>A document cannot be read. There is no repair.</summary>
    public const string DocumentUnreadable = "document.unreadable";

    public const string CounterLikes = "counter.likes";
    public const string CounterSaves = "counter.saves";
    public const string CounterForks = "counter.forks";

    /// <summary>The comments of a prompt that are not deleted.</summary>
    public const string CounterComments = "counter.comments";

    /// <summary>The direct answers to a comment.</summary>
    public const string CounterReplies = "counter.replies";

    /// <summary>Who follows a user, a collection or a tag.</summary>
    public const string CounterFollowers = "counter.followers";

    public const string CounterFollowing = "counter.following";

    /// <summary>The number of a user's public prompts.</summary>
    public const string CounterPrompts = "counter.prompts";

    /// <summary>The number of a user's collections.</summary>
    public const string CounterCollections = "counter.collections";

    /// <summary>A slug, handle, e-mail or import key that its owner does not hold.</summary>
    public const string KeyMissing = "key.missing";

    /// <summary>A key whose holder is gone or goes by another one.</summary>
    public const string KeyStray = "key.stray";

    /// <summary>A prompt or collection that its owner's lists do not lead to, a comment that its thread does not, a case or
    /// audit entry that the moderators' desk does not, or half of a follow.</summary>
    public const string EdgeMissing = "edge.missing";

    /// <summary>An entry in lists, threads or on the moderators' desk that its document does not bear out, half of a
    /// follow, or an echo of nothing.</summary>
    public const string EdgeStray = "edge.stray";

    /// <summary>A public fork that its source does not know.</summary>
    public const string LineageMissing = "lineage.missing";

    /// <summary>A fork that a source should not know.</summary>
    public const string LineageStray = "lineage.stray";

    /// <summary>The events add up to another number of likes, saves, forks or comments than there are.</summary>
    public const string History = "history";

    /// <summary>The likes an author received are not those that the events tell of the author's prompts.</summary>
    public const string ProfileLikes = "profile.likes";

    public const string SearchMissing = "search.missing";
    public const string SearchStale = "search.stale";
    public const string SearchStray = "search.stray";
    public const string TrendingMissing = "trending.missing";
    public const string TrendingScore = "trending.score";
    public const string TrendingStray = "trending.stray";

    /// <summary>A board shows a prompt that it must not show, does not show one that it should, or on the wrong boards.</summary>
    public const string TrendingListing = "trending.listing";

    /// <summary>A public prompt that no feed can show.</summary>
    public const string FeedMissing = "feed.missing";

    /// <summary>A prompt stands in the feeds of another owner or of other tags than it has.</summary>
    public const string FeedStale = "feed.stale";

    /// <summary>Feeds hold a prompt that is not public.</summary>
    public const string FeedStray = "feed.stray";

    /// <summary>An inbox of nobody.</summary>
    public const string InboxStray = "inbox.stray";

    /// <summary>An inbox holds entries above the place that it says is its last: the next ones could come below them.</summary>
    public const string InboxPlace = "inbox.place";

    public static readonly IReadOnlyList<string> All =
    [
        EventGap, EventHead, CheckpointAhead, DeadLetter, DocumentUnreadable, CounterLikes, CounterSaves, CounterForks, CounterComments, CounterReplies, CounterFollowers, CounterFollowing, CounterPrompts, CounterCollections, KeyMissing, KeyStray,
        EdgeMissing, EdgeStray, LineageMissing, LineageStray, History, ProfileLikes, SearchMissing, SearchStale, SearchStray, TrendingMissing, TrendingScore,
        TrendingStray, TrendingListing, FeedMissing, FeedStale, FeedStray, InboxStray, InboxPlace,
    ];
}
