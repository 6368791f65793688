using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Limits;

/// <summary>How much this node takes on at once (section <c>Overload</c>). What is over is refused at once, so that what was
/// accepted is answered soon. Validated at start.</summary>
public sealed class OverloadOptions
{
    /// <summary>GET and HEAD requests without an answer; one more is answered 503. The default value is 1,024.</summary>
    [Range(1, 1_000_000)]
    public int ReadsMax { get; set; } = 1_024;

    /// <summary>Other requests without an answer; one more is answered 503. The default value is 512: several full batches,
    /// because writes wait for their batch.</summary>
    [Range(1, 1_000_000)]
    public int WritesMax { get; set; } = 512;

    /// <summary>Connections, live streams included; one more is closed. The default value is 25,000.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsMax { get; set; } = 25_000;

    /// <summary>Live streams; one more is answered 503. The default value is 20,000.</summary>
    [Range(0, 1_000_000)]
    public int StreamsMax { get; set; } = 20_000;

    /// <summary>How long a watcher may leave one event of a live stream unread before it is cut. The default value is 10
    /// seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan StreamWriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of live events that may lie in the system's send buffer of one watcher, 8 KiB to 16 MiB; the system may
    /// round it up. The default value is 256 KiB.</summary>
    [Range(8 * 1024, 16 * 1024 * 1024)]
    public int StreamBufferBytes { get; set; } = 256 * 1024;
}
