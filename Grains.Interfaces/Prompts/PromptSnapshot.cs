using PromptGrid.Domain.Prompts;

namespace PromptGrid.Grains.Interfaces.Prompts;

/// <summary>A prompt as committed, with its counters.</summary>
/// <param name="Revision">Version of the document; grows with each edit.</param>
/// <param name="Change">Grows whenever document or counters change, as long as the grain stays in memory; for
/// <see cref="IPromptGrain.WaitAsync"/> only.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.PromptSnapshot")]
public sealed record PromptSnapshot(
    [property: Id(0)] PromptDocument Prompt,
    [property: Id(1)] long Revision,
    [property: Id(2)] PromptCounts Counts,
    [property: Id(3)] long Change);

/// <summary>The counters of a prompt.</summary>
[GenerateSerializer, Immutable, Alias("promptgrid.PromptCounts")]
public readonly record struct PromptCounts(
    [property: Id(0)] long Likes,
    [property: Id(1)] long Saves,
    [property: Id(2)] long Forks,
    [property: Id(3)] long Comments,
    [property: Id(4)] long Views,
    [property: Id(5)] long Copies);
