using PromptGrid.Search.Sqlite.Columns;

namespace PromptGrid.Search.Sqlite.Queries;

/// <summary>The prompts that match a text and pass the filters, newest rows first.</summary>
/// <param name="Query">The text as it matched: as typed or corrected.</param>
/// <param name="Prompts">Who matches.</param>
/// <param name="Visited">How many matched the text before the filters, as far as they were looked at.</param>
/// <param name="IsCapped">True when there may be more.</param>
/// <param name="Corrected">True when nothing matched as typed.</param>
internal sealed record MatchSet(TextQuery Query, List<IndexedPrompt> Prompts, int Visited, bool IsCapped, bool Corrected);
