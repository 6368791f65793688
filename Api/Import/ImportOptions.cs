using System.ComponentModel.DataAnnotations;

namespace PromptGrid.Api.Import;

/// <summary>Settings of imports (section <c>Import</c>). Validated at start.</summary>
public sealed class ImportOptions
{
    /// <summary>After how much silence of the node that took an import in another node goes on with it, where it has the file
    /// too, or ends it as failed, where the file went with the node.</summary>
    /// <value>The default value is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromMinutes(5);
}
