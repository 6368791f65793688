using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.PromptCollections;
using PromptGrid.Grains.Interfaces.PromptCollections;
using PromptGrid.Ledger;

namespace PromptGrid.Api.PromptCollections;

/// <summary>Lists of collections, and of the prompts in one.</summary>
public sealed class CollectionLists(ILedgerReader reader, CollectionCards collections, PromptCards prompts, Paging paging)
{
    /// <summary>The collections to which a user has edges of a kind, newest edge first, as this caller may see them.</summary>
    /// <param name="withSaved">Begins with the user's saved prompts.</param>
    public async Task<IResult> OfEdgesAsync(HttpContext context, string kind, string userId, bool withSaved = false) =>
        (await FindOfEdgesAsync(context, kind, userId, withSaved)).Match(page => Answers.Json(page, ApiJson.Web.ListViewCollectionView, noStore: context.CallerId() is not null));

    /// <summary>What <see cref="OfEdgesAsync"/> answers, for a page.</summary>
    public async Task<Result<ListView<CollectionView>>> FindOfEdgesAsync(HttpContext context, string kind, string userId, bool withSaved = false)
    {
        var list = string.Join('\n', "collections", kind, userId, withSaved);
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var items = new List<CollectionView>(limit);
        if (withSaved && position is null) items.Add(await collections.SavedAsync(userId, context.RequestAborted));
        var before = position is null or "" ? null : EdgePositions.Parse(position);
        // One that was deleted or made private leaves a hole: read on until the page is full or the list ends.
        while (true)
        {
            var wanted = limit - items.Count;
            var edges = await reader.ListEdgesFromAsync(kind, userId, before, wanted + 1, context.RequestAborted);
            var shown = edges.Take(wanted).ToList();
            items.AddRange(await collections.LoadAsync([.. shown.Select(e => e.Target)], context.Viewer(), context.RequestAborted));
            if (shown.Count > 0) before = new EdgeCursor(shown[^1].At, shown[^1].Target);
            if (edges.Count <= wanted) return Answer(items, null);
            if (items.Count == limit) return Answer(items, before is { } end ? EdgePositions.Format(end) : "");
        }

        ListView<CollectionView> Answer(List<CollectionView> page, string? next) => new(page, paging.Protect(list, next));
    }

    /// <summary>The prompts of a collection in its order, without those that this caller may not see.</summary>
    /// <remarks>A cursor names the last prompt that was shown, and its place for the case that it is gone by then.</remarks>
    public async Task<IResult> PromptsAsync(HttpContext context, CollectionSnapshot snapshot) =>
        (await FindPromptsAsync(context, snapshot)).Match(page => Answers.Json(page, ApiJson.Web.ListViewPromptView));

    /// <summary>What <see cref="PromptsAsync"/> answers, for a page.</summary>
    public async Task<Result<ListView<PromptView>>> FindPromptsAsync(HttpContext context, CollectionSnapshot snapshot)
    {
        var entries = snapshot.Collection.Entries;
        var list = "collection/" + snapshot.Collection.Id;
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var items = new List<PromptView>(limit);
        var at = Start(snapshot.Collection, position);
        while (items.Count < limit && at < entries.Length)
        {
            var ids = entries.AsSpan(at, Math.Min(limit - items.Count, entries.Length - at)).ToArray().Select(e => e.PromptId).ToList();
            items.AddRange(await prompts.LoadAsync(ids, context.Viewer(), context.RequestAborted));
            at += ids.Count;
        }

        var next = at < entries.Length ? string.Create(CultureInfo.InvariantCulture, $"{at}|{entries[at - 1].PromptId}") : null;
        return new ListView<PromptView>(items, paging.Protect(list, next));
    }

    private static int Start(CollectionDocument collection, string? position)
    {
        if (position is null) return 0;
        var bar = position.IndexOf('|', StringComparison.Ordinal);
        for (var i = 0; i < collection.Entries.Length; i++)
        {
            if (position.AsSpan(bar + 1).SequenceEqual(collection.Entries[i].PromptId)) return i + 1;
        }

        return Math.Min(int.Parse(position.AsSpan(0, bar), CultureInfo.InvariantCulture) - 1, collection.Entries.Length);
    }
}
