using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Comments;

/// <summary>A user's comments. Erasing makes each a tombstone without an author, on whatever prompt; threads stay, counts
/// follow.</summary>
public sealed class CommentData(IGrainFactory grains, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => "comments";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(CommentEdges.Wrote, userId, PageSize, cancellationToken))
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken)) yield return document.Body;
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(CommentEdges.Wrote, userId, PageSize, cancellationToken))
        {
            var documents = await reader.ReadDocumentsAsync([.. page.Select(e => e.Target)], cancellationToken);
            var comments = documents.Select(d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.CommentDocument)!);
            foreach (var erased in await Task.WhenAll(comments.Select(c => grains.Prompt(c.PromptId).EraseCommentAsync(c.Id, userId)))) erased.OrThrow();
        }
    }
}
