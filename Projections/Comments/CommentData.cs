using System.Runtime.CompilerServices;
using PromptGrid.Domain.Comments;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Comments;

/// <summary>A user's comments, as they are stored.</summary>
public sealed class CommentData(CommentErasure erasure, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 200;

    public string Section => "comments";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(CommentEdges.Wrote, userId, PageSize, cancellationToken))
        {
            foreach (var comment in await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken)) yield return comment.Body;
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => erasure.EraseUserAsync(userId, cancellationToken);
}
