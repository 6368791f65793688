using System.Globalization;
using Orleans.Concurrency;

namespace PromptGrid.Grains.Interfaces.Projections;

/// <summary>Follows one partition of the ledger for one projection. Key: <c>name/partition</c>. At least once, in order;
/// the checkpoint is the projection's own.</summary>
[Alias("promptgrid.IProjectionGrain")]
public interface IProjectionGrain : IGrainWithStringKey
{
    /// <summary>Reads on from the checkpoint until nothing is left. Calling it while it runs makes it look once more.</summary>
    [AlwaysInterleave, OneWay, Alias("wake")]
    Task WakeAsync();

    /// <summary>Asks to be told of changes that concern a topic until the lease ends; for projections that tell anybody.</summary>
    [Idempotent, AlwaysInterleave, Alias("watch")]
    ValueTask WatchAsync(string topic, TimeSpan lease);

    [Idempotent, AlwaysInterleave, Alias("status")]
    ValueTask<ProjectionStatus> GetStatusAsync();
}

/// <param name="Sequence">Everything up to here was handled.</param>
/// <param name="Head">The partition's last event when it last looked.</param>
/// <param name="FailuresInARow">0 when the last attempt succeeded.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.ProjectionStatus")]
public sealed record ProjectionStatus(
    [property: Id(0)] string Projection,
    [property: Id(1)] int Partition,
    [property: Id(2)] long Sequence,
    [property: Id(3)] long Head,
    [property: Id(4)] int FailuresInARow);

/// <summary>Names of projections, and the stream that wakes them.</summary>
public static class ProjectionNames
{
    public const string Search = "search";
    public const string Trending = "trending";
    public const string Lineage = "lineage";
    public const string Profiles = "profiles";

    public const string Feed = "feed";
    public const string Notifications = "notifications";

    public static readonly IReadOnlyList<string> All = [Search, Trending, Lineage, Profiles, Feed, Notifications];
}

/// <summary>The in-memory stream of hints that a partition has new events. Its stream id's key is a
/// <see cref="ProjectionKey"/>; its items are the partition's head.</summary>
public static class LedgerHints
{
    public const string Provider = "hints";
    public const string Namespace = "ledger";
}

/// <summary>The key of a projection grain.</summary>
public static class ProjectionKey
{
    public static string Format(string projection, int partition) => string.Create(CultureInfo.InvariantCulture, $"{projection}/{partition}");

    public static (string Projection, int Partition) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return (key[..slash], int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }
}
