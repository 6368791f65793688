using System.Text.Json;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Comments;

/// <summary>Removes a user's comments.</summary>
public sealed class CommentErasure(IGrainFactory grains, ILedgerReader reader)
{
    private const int PageSize = 200;

    /// <summary>Makes every comment of the user a tombstone without an author, on whatever prompts; counts follow. Repeating
    /// it changes nothing.</summary>
    /// <exception cref="LedgerUnavailableException">It is done in part; call again.</exception>
    public async Task EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        while (await reader.ListEdgesFromAsync(CommentEdges.Wrote, userId, null, PageSize, cancellationToken) is { Count: > 0 } edges)
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. edges.Select(e => e.Target)], cancellationToken))
            {
                var comment = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.CommentDocument)!;
                if (!(await grains.Prompt(comment.PromptId).EraseCommentAsync(comment.Id, userId)).TryGet(out _, out var failure)) throw new LedgerUnavailableException(failure.Detail);
            }
        }
    }
}
