using PromptGrid.Domain.Common;
using PromptGrid.Domain.Tags;

namespace PromptGrid.Grains.Interfaces.Tags;

/// <summary>The single writer of the tag aliases. There is one, keyed by <see cref="TagAliases.DocumentId"/>. Durable when
/// answered; readers take the committed document.</summary>
[Alias("promptgrid.ITagAliasesGrain")]
public interface ITagAliasesGrain : IGrainWithStringKey
{
    /// <summary>Makes a name mean a tag, and writes it into the audit trail. Setting it again changes nothing.</summary>
    [Idempotent, Alias("set")]
    Task<Result<TagAliases>> SetAsync(string alias, string? tag, string moderatorId);

    /// <summary>Makes the name a tag of its own again. Removing what is not there changes nothing.</summary>
    [Idempotent, Alias("remove")]
    Task<Result<TagAliases>> RemoveAsync(string alias, string moderatorId);
}
