using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Moderation;

/// <summary>Who moderates, and how fast one user may report (section <c>Moderation</c>). Validated at start.</summary>
public sealed class ModerationOptions
{
    /// <summary>The setting that names the moderators.</summary>
    public const string ModeratorsKey = "PROMPTGRID_MODERATORS";

    /// <summary>Handles of the moderators, from <see cref="ModeratorsKey"/>. None by default.</summary>
    public IReadOnlyList<string> Moderators { get; set; } = [];

    /// <summary>Reports that one user may send in an hour; counted on each node. The default value is 30.</summary>
    [Range(1, 1_000_000)]
    public int ReportsPerHour { get; set; } = 30;

    /// <summary>Words, besides the built-in ones, that no public tag and no handle may hold; separated by commas. The default
    /// value is empty.</summary>
    public string RefusedWords { get; set; } = "";
}
