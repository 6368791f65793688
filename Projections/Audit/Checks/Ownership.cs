using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Which edges a prompt's document asks for.</summary>
internal static class Ownership
{
    public static IEnumerable<EdgeRow> EdgesOf(PromptDocument prompt)
    {
        if (prompt.IsDeleted) yield break;
        yield return new EdgeRow(PromptEdges.Owns, prompt.OwnerId, prompt.Id);
        if (!prompt.IsListed) yield break;
        yield return new EdgeRow(PromptEdges.Publishes, prompt.OwnerId, prompt.Id);
        if (prompt.ForkedFrom is { } source) yield return new EdgeRow(PromptEdges.Fork, prompt.Id, source.Id);
    }

    public static bool IsBornOut(EdgeRow edge, PromptDocument prompt) => EdgesOf(prompt).Contains(edge);
}
