using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Media;

/// <summary>Settings of uploads (section <c>Media</c>). Validated at start.</summary>
public sealed class MediaOptions
{
    /// <summary>Where files are kept: <c>Disk</c>, below the data folder, or <c>S3</c>. The default value is Disk.</summary>
    public MediaProvider Provider { get; set; } = MediaProvider.Disk;

    /// <summary>Bytes of an avatar at the most. The default value is 2 MB.</summary>
    [Range(1_000, 100_000_000)]
    public int AvatarBytesMax { get; set; } = 2_000_000;

    /// <summary>Bytes of an example image at the most. The default value is 8 MB.</summary>
    [Range(1_000, 100_000_000)]
    public int ImageBytesMax { get; set; } = 8_000_000;

    /// <summary>Width times height at the most. The default value is 50 million.</summary>
    [Range(1, 1_000_000_000)]
    public int PixelsMax { get; set; } = 50_000_000;

    /// <summary>Different files of one user. The default value is 1,000.</summary>
    [Range(1, 1_000_000)]
    public int FilesPerUserMax { get; set; } = 1_000;

    /// <summary>Bytes of one user's files together. The default value is 200 MB.</summary>
    [Range(1_000, long.MaxValue)]
    public long BytesPerUserMax { get; set; } = 200_000_000;

    /// <summary>Uploads of one user in a minute, on each node. The default value is 60.</summary>
    [Range(1, 1_000_000)]
    public int UploadsPerMinute { get; set; } = 60;

    /// <summary>Uploads that may be under way on a node; one more is answered 503. The default value is 64.</summary>
    [Range(1, 10_000)]
    public int UploadsAtOnceMax { get; set; } = 64;

    /// <summary>How long an upload may take. The default value is 5 minutes.</summary>
    public TimeSpan UploadTimeMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a file that nothing shows is kept; at least twice <see cref="UploadTimeMax"/>. The default value is a
    /// day.</summary>
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Rest between two steps of the sweep; a step looks at 200 files at the most. The default value is a
    /// minute.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromMinutes(1);

    public S3Options S3 { get; set; } = new();

    /// <summary>What is wrong with values that depend on one another; null when nothing is.</summary>
    internal string? Problem()
    {
        if (UploadTimeMax <= TimeSpan.Zero || SweepInterval <= TimeSpan.Zero) return "Media:UploadTimeMax and Media:SweepInterval must be positive.";
        if (GracePeriod < 2 * UploadTimeMax) return "Media:GracePeriod must be at least twice Media:UploadTimeMax: an upload under way is no orphan.";
        if (Provider != MediaProvider.S3) return null;
        if (string.IsNullOrWhiteSpace(S3.Bucket)) return "Media:S3:Bucket is required with Media:Provider S3.";
        if (S3.ServiceUrl is { Length: > 0 } url ? !TextRules.IsWebUrl(url) : string.IsNullOrWhiteSpace(S3.Region)) return "Media:S3:ServiceUrl must be an http or https URL, or Media:S3:Region must name a region.";
        return string.IsNullOrEmpty(S3.AccessKey) == string.IsNullOrEmpty(S3.SecretKey) ? null : "Media:S3:AccessKey and Media:S3:SecretKey go together.";
    }
}

public enum MediaProvider
{
    Disk,
    S3,
}

/// <summary>Settings of an S3-compatible store (section <c>Media:S3</c>).</summary>
public sealed class S3Options
{
    public string Bucket { get; set; } = "";

    /// <summary>Put before every key, such as <c>grid/</c>. The default value is empty.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Address of a store that is not Amazon's; buckets are then part of the path.</summary>
    public string? ServiceUrl { get; set; }

    /// <summary>The region to sign for. The default value is us-east-1.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>With none, credentials come from where Amazon's own tools look for them.</summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }
}
