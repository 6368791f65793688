using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Export;

/// <summary>Settings of exports, personal and bulk (section <c>Exports</c>). Validated at start. All are per node.</summary>
public sealed class ExportOptions
{
    /// <summary>Exports that run at once; one more is answered 503. The default value is 8.</summary>
    [Range(1, 1_000)]
    public int AtOnceMax { get; set; } = 8;

    /// <summary>Exports of one user, or of one address that nobody is signed in from, that run at once; one more is answered
    /// 429. The default value is 2.</summary>
    [Range(1, 1_000)]
    public int AtOncePerUserMax { get; set; } = 2;

    /// <summary>Exports that one user or address may begin in an hour; each reads all there is. The default value is
    /// 60.</summary>
    [Range(1, 1_000_000)]
    public int PerHour { get; set; } = 60;
}
