using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.PromptCollections;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;
using PromptGrid.Web.Collections;

namespace PromptGrid.Api.Pages;

/// <summary>Reads collections for pages.</summary>
public sealed class CollectionReads(IGrainFactory grains, CollectionLists lists, CollectionCards cards, ILedgerReader reader)
{
    /// <summary>A collection as this reader may see it, with one page of its prompts.</summary>
    public async Task<Result<CollectionModel>> FindAsync(HttpContext context, string id)
    {
        if (!EntityIds.IsValid(id, EntityIds.Collection)) return Failure.NotFound("collection");
        if (!(await grains.Collection(id).GetAsync(context.Viewer())).TryGet(out var snapshot, out var failure)) return failure;
        if (await cards.LoadAsync([id], context.Viewer(), context.RequestAborted) is not [var view]) return Failure.NotFound("collection");
        if (!(await lists.FindPromptsAsync(context, snapshot)).TryGet(out var page, out failure)) return failure;
        var isOwn = snapshot.Collection.OwnerId == context.CallerId();
        return new CollectionModel(
            id, view.Name, view.Description, view.Visibility, view.Owner.Handle, CardModels.Name(view.Owner), isOwn, isOwn ? null : view.Viewer?.Following, view.Followers, snapshot.Revision,
            [.. page.Items.Select(CardModels.Of)], page.NextCursor, new Dictionary<string, string>());
    }

    /// <summary>The names of collections that are there, in the order of the ids.</summary>
    public async Task<IReadOnlyList<(string Id, string Name)>> NamesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var found = (await reader.ReadDocumentsAsync([.. ids], cancellationToken)).ToDictionary(d => d.Id, d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.CollectionDocument)!.Name, StringComparer.Ordinal);
        return [.. ids.Where(found.ContainsKey).Select(i => (i, found[i]))];
    }
}
