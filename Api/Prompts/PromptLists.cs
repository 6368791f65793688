using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>Lists of prompts that hang on edges, newest edge first, by keyset.</summary>
public sealed class PromptLists(ILedgerReader reader, PromptCards cards, Paging paging)
{
    /// <summary>The prompts to which <paramref name="source"/> has edges of a kind, as this caller may see them.</summary>
    public async Task<IResult> OfEdgesAsync(HttpContext context, string kind, string source, string list) => Answer(await FindOfEdgesAsync(context, kind, source, list));

    /// <summary>What <see cref="OfEdgesAsync"/> answers, for a page.</summary>
    public Task<Result<ListView<PromptView>>> FindOfEdgesAsync(HttpContext context, string kind, string source, string list) =>
        PageAsync(context, list, (before, limit) => reader.ListEdgesFromAsync(kind, source, before, limit, context.RequestAborted), e => e.Target);

    /// <summary>The prompts that have edges of a kind to <paramref name="target"/>, as this caller may see them, for a page.</summary>
    public Task<Result<ListView<PromptView>>> FindOfEdgesToAsync(HttpContext context, string kind, string target, string list) =>
        PageAsync(context, list, (before, limit) => reader.ListEdgesToAsync(kind, target, before, limit, context.RequestAborted), e => e.Source);

    /// <summary>The prompts that have edges of a kind to <paramref name="target"/> and that lists may show, the newest prompt
    /// first: ids sort by the time at which they were made.</summary>
    public async Task<IResult> OfSourcesAsync(HttpContext context, string kind, string target, string list)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        if (!paging.Cursor(context, list).TryGet(out var before, out failure)) return failure.ToResult();
        var items = new List<PromptView>(limit);
        while (true)
        {
            var wanted = limit - items.Count;
            var ids = await reader.ListSourcesToAsync(kind, target, before, wanted + 1, context.RequestAborted);
            items.AddRange((await cards.LoadAsync([.. ids.Take(wanted)], context.Viewer(), context.RequestAborted)).Where(p => p.IsListed));
            if (ids.Count <= wanted) return Page(null);
            before = ids[wanted - 1];
            if (items.Count == limit) return Page(before);
        }

        IResult Page(string? next) => Answers.Json(new ListView<PromptView>(items, paging.Protect(list, next)), ApiJson.Web.ListViewPromptView);
    }

    private static IResult Answer(Result<ListView<PromptView>> page) => page.Match(view => Answers.Json(view, ApiJson.Web.ListViewPromptView));

    private Task<Result<ListView<PromptView>>> PageAsync(HttpContext context, string list, Func<EdgeCursor?, int, ValueTask<IReadOnlyList<Edge>>> read, Func<Edge, string> other) => paging.PageAsync(
        context, list, read, other,
        async edges => (IReadOnlyDictionary<string, PromptView>)(await cards.LoadAsync([.. edges.Select(other)], context.Viewer(), context.RequestAborted)).ToDictionary(p => p.Id));
}
