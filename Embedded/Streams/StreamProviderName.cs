namespace PromptGrid.Embedded.Streams;

/// <summary>The name of a registered stream provider.</summary>
internal sealed record StreamProviderName(string Name);
