using System.Runtime.CompilerServices;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Likes or saves: the prompts, and when. Taken back one by one, so that every counter stays what its edges say and
/// boards lose what they had gained.</summary>
/// <param name="section">What they are called in an export.</param>
/// <param name="kind">The kind of edge.</param>
public sealed class ReactionData(IGrainFactory grains, ILedgerReader reader, string section, string kind) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => section;

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(kind, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return PersonalJson.Edge("prompt", edge.Target, edge.At);
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(kind, userId, PageSize, cancellationToken))
        {
            await Task.WhenAll(page.Select(e => grains.Prompt(e.Target).ForgetUserAsync(userId)));
        }
    }
}
