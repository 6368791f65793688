using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Tags;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.Search;

/// <summary>Turns requests into queries of the search index, and hits into prompts.</summary>
public sealed class SearchService(ISearchIndex index, PromptCards cards, Paging paging, TagNames names, ILedgerReader reader)
{
    private const int TextLengthMax = 500;

    /// <summary><c>GET /v1/search</c>.</summary>
    public async Task<IResult> SearchAsync(HttpContext context) => (await FindAsync(context)).Match(view => Answers.Json(view, ApiJson.Web.SearchView));

    /// <summary>What a request's text and filters find.</summary>
    public async Task<Result<SearchView>> FindAsync(HttpContext context)
    {
        if (!Read(context, SearchSort.Relevance, "search").TryGet(out var request, out var failure)) return failure;
        if (!QueryText.One(context, "q", TextLengthMax).TryGet(out var text, out failure)) return failure;
        var list = request.List + "\n" + text;
        if (!paging.Cursor(context, list).TryGet(out var cursor, out failure)) return failure;
        if (!(await QueryAsync(request.Query with { Text = text, Cursor = cursor, Tags = await MeantAsync(request.Query.Tags, context) }, context.RequestAborted)).TryGet(out var page, out failure)) return failure;

        var prompts = (await LoadListedAsync(context, page.Hits.Select(h => h.Id))).ToDictionary(p => p.Id);
        var items = page.Hits.Where(h => prompts.ContainsKey(h.Id)).Select(h => new SearchItemView(prompts[h.Id], h.Score, h.Highlights)).ToList();
        return new SearchView(items, Facets(page), page.Total, page.TotalIsCapped, page.Corrected, paging.Protect(list, page.NextCursor));
    }

    /// <summary><c>GET /v1/prompts</c>.</summary>
    public async Task<IResult> ListAsync(HttpContext context)
    {
        if (!Read(context, SearchSort.Recent, "prompts").TryGet(out var request, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "featured", 5).TryGet(out var featured, out failure)) return failure.ToResult();
        if (featured is not (null or "true" or "false")) return Failure.Invalid("featured", "must be true or false").ToResult();
        var list = request.List + "\n" + featured;
        if (!paging.Cursor(context, list).TryGet(out var cursor, out failure)) return failure.ToResult();
        var query = request.Query with
        {
            Cursor = cursor,
            WithFacets = false,
            WithHighlights = false,
            Tags = await MeantAsync(request.Query.Tags, context),
            Ids = featured == "true" ? await FeaturedAsync(context.RequestAborted) : null,
        };
        if (!(await QueryAsync(query, context.RequestAborted)).TryGet(out var page, out failure)) return failure.ToResult();
        var items = await LoadListedAsync(context, page.Hits.Select(h => h.Id));
        return Answers.Json(new ListView<PromptView>(items, paging.Protect(list, page.NextCursor)), ApiJson.Web.ListViewPromptView);
    }

    /// <summary>The featured prompts: few enough to be named to the index, which then filters and sorts them like all others.</summary>
    private async ValueTask<ImmutableArray<string>> FeaturedAsync(CancellationToken cancellationToken) =>
        [.. (await reader.ListEdgesToAsync(PromptEdges.Featured, PromptEdges.FeaturedList, null, 1_000, cancellationToken)).Select(e => e.Source)];

    /// <summary>An alias filters by the tag that it means.</summary>
    private async ValueTask<ImmutableArray<string>> MeantAsync(ImmutableArray<string> tags, HttpContext context) =>
        tags.IsDefaultOrEmpty ? tags : (await names.GetAsync(context.RequestAborted)).Resolve(tags);

    /// <summary><c>GET /v1/search/suggest</c>.</summary>
    public async Task<IResult> SuggestAsync(HttpContext context)
    {
        if (!QueryText.One(context, "q", TextLengthMax).TryGet(out var text, out var failure)) return failure.ToResult();
        var suggestions = text is null ? [] : await index.SuggestAsync(text, 10, context.RequestAborted);
        return Answers.Json(new ListView<SuggestionView>([.. suggestions.Select(s => new SuggestionView(s.Kind, s.Text, s.Id))], null), ApiJson.Web.ListViewSuggestionView);
    }

    /// <summary><c>GET /v1/tags</c>, <c>/v1/categories</c>, <c>/v1/models</c>: the counts of listed prompts that the index has,
    /// which follows within a second.</summary>
    public async Task<IResult> ValuesAsync(HttpContext context, SearchField field)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        if (!QueryText.One(context, "sort", 20).TryGet(out var sort, out failure)) return failure.ToResult();
        if (sort is not (null or "popular" or "name")) return Failure.Invalid("sort", "must be popular or name").ToResult();
        if (!QueryText.One(context, "q", PromptLimits.ModelLength).TryGet(out var prefix, out failure)) return failure.ToResult();
        // Tags are typed in many ways and stored in one.
        if (prefix is not null && field == SearchField.Tag) prefix = TagAliases.Normalize(prefix) is { Length: > 0 } tag ? tag : prefix;
        var list = string.Join('\n', "values", field, sort, prefix);
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure.ToResult();
        var order = sort == "name" ? ValueOrder.Name : ValueOrder.Popular;
        var values = await index.ListValuesAsync(new ValueQuery(field, limit + 1, ParseValue(position), order, prefix), context.RequestAborted);
        var items = values.Take(limit).Select(v => new ValueCountView(v.Value, v.Count)).ToList();
        var next = values.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{items[^1].Count}|{items[^1].Value}") : null;
        return Answers.Json(new ListView<ValueCountView>(items, paging.Protect(list, next)), ApiJson.Web.ListViewValueCountView);
    }

    /// <summary><c>GET /v1/prompts/{id}/related</c>.</summary>
    public async Task<IResult> RelatedAsync(HttpContext context, string promptId, PromptReads reads)
    {
        if (await reads.CheckAsync(promptId, context.Viewer()) is { } missing) return missing.ToResult();
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        return Answers.Json(new ListView<PromptView>(await RelatedAsync(context, promptId, Math.Min(limit, 20)), null), ApiJson.Web.ListViewPromptView);
    }

    /// <summary>Public prompts like one that this reader may see.</summary>
    public async Task<List<PromptView>> RelatedAsync(HttpContext context, string promptId, int limit) =>
        await LoadListedAsync(context, await index.RelatedAsync(promptId, limit, context.RequestAborted));

    /// <summary>The index follows within a second: what was hidden in that second is left out here.</summary>
    private async ValueTask<List<PromptView>> LoadListedAsync(HttpContext context, IEnumerable<string> ids)
    {
        var prompts = await cards.LoadAsync([.. ids], context.Viewer(), context.RequestAborted);
        prompts.RemoveAll(p => !p.IsListed);
        return prompts;
    }

    private async ValueTask<Result<SearchPage>> QueryAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await index.SearchAsync(query, cancellationToken);
        }
        catch (InvalidSearchCursorException)
        {
            return Failure.Invalid("cursor", "is not a cursor of this list");
        }
    }

    private static Result<(SearchQuery Query, string List)> Read(HttpContext context, SearchSort standard, string name)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        if (!QueryText.One(context, "sort", 20).TryGet(out var sortText, out failure)) return failure;
        SearchSort? sort = sortText switch
        {
            null => standard,
            "relevance" when standard == SearchSort.Relevance => SearchSort.Relevance,
            "recent" => SearchSort.Recent,
            "liked" => SearchSort.Liked,
            "trending" => SearchSort.Trending,
            _ => null,
        };
        if (sort is null) return Failure.Invalid("sort", standard == SearchSort.Relevance ? "must be relevance, recent, liked or trending" : "must be recent, liked or trending");
        if (!QueryText.Many(context, "type", 20).TryGet(out var types, out failure)) return failure;
        if (types.FirstOrDefault(t => !PromptTypes.IsKnown(t)) is not null) return Failure.Invalid("type", $"must be one of {string.Join(", ", PromptTypes.All)}");
        if (!QueryText.Many(context, "tag", PromptLimits.TagLength).TryGet(out var tags, out failure)) return failure;
        if (!QueryText.Many(context, "model", PromptLimits.ModelLength).TryGet(out var models, out failure)) return failure;
        if (!QueryText.Many(context, "author", 40).TryGet(out var authors, out failure)) return failure;
        if (!QueryText.Many(context, "category", PromptLimits.CategoryLength).TryGet(out var categories, out failure)) return failure;
        if (!QueryText.Many(context, "license", PromptLimits.LicenseLength).TryGet(out var licenses, out failure)) return failure;
        var query = new SearchQuery
        {
            Types = types,
            Tags = tags,
            Models = models,
            Authors = authors,
            Categories = categories,
            Licenses = licenses,
            Sort = sort.Value,
            Limit = limit,
        };
        var list = string.Join('\n', name, sort, Part(types), Part(tags), Part(models), Part(authors), Part(categories), Part(licenses));
        return (query, list);

        static string Part(IEnumerable<string> values) => string.Join(',', values);
    }

    private static FacetsView Facets(SearchPage page)
    {
        IReadOnlyList<ValueCountView> Of(SearchField field) =>
            page.Facets.TryGetValue(field, out var values) ? [.. values.Select(v => new ValueCountView(v.Value, v.Count))] : [];
        return new FacetsView(Of(SearchField.Type), Of(SearchField.Tag), Of(SearchField.Model), Of(SearchField.Category));
    }

    private static FacetValue? ParseValue(string? position)
    {
        if (position is null) return null;
        var bar = position.IndexOf('|', StringComparison.Ordinal);
        return new FacetValue(position[(bar + 1)..], long.Parse(position.AsSpan(0, bar), CultureInfo.InvariantCulture));
    }
}
