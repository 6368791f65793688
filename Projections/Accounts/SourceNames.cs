using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>The user's handle in the lineage of other people's forks. It is no data that they would ask for; erased, the fork
/// still says which version of which prompt it came from.</summary>
public sealed class SourceNames(IGrainFactory grains, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => "forks";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield break;
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesToAsync(PromptEdges.Names, userId, PageSize, cancellationToken))
        {
            await Task.WhenAll(page.Select(e => ForgetAsync(e.Source, userId)));
        }
    }

    private async Task ForgetAsync(string forkId, string userId)
    {
        if (!(await grains.Prompt(forkId).ForgetSourceOwnerAsync(userId)).TryGet(out _, out var failure)) throw new LedgerUnavailableException($"A fork kept the name of its source's owner: {failure.Detail}");
    }
}
