using System.Runtime.CompilerServices;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Prompts with all their versions, as they are stored. Deleting them leaves tombstones without text, for the
/// lineage of their forks.</summary>
public sealed class PromptData(IGrainFactory grains, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 64;

    public string Section => "prompts";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(PromptEdges.Owns, userId, PageSize, cancellationToken))
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken))
            {
                yield return document.Body;
                var newest = document.ReadPrompt().Version.Number;
                for (var number = 1; number <= newest; number++)
                {
                    if (await reader.ReadDocumentAsync(PromptVersionDocument.IdOf(document.Id, number), cancellationToken) is { } version) yield return version.Body;
                }
            }
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(PromptEdges.Owns, userId, PageSize, cancellationToken))
        {
            await Task.WhenAll(page.Select(e => DeleteAsync(e.Target, userId)));
        }
    }

    private async Task DeleteAsync(string promptId, string userId)
    {
        var deleted = await grains.Prompt(promptId).DeleteAsync(userId);
        // One that is gone already needs nothing more.
        if (!deleted.TryGet(out _, out var failure) && failure.Code != FailureCode.NotFound) throw new LedgerUnavailableException($"A prompt of a deleted account was not deleted: {failure.Detail}");
    }
}
