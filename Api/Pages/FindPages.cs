using Microsoft.Extensions.Primitives;
using PromptGrid.Api.Http;
using PromptGrid.Api.Search;
using PromptGrid.Domain.Follows;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Search;
using PromptGrid.Web.Find;

namespace PromptGrid.Api.Pages;

/// <summary>Explore, search, and the pages of tags, types, categories and models: one list with filters in its address.</summary>
public static class FindPages
{
    private const int PageSize = 24;
    private const int FacetValuesShown = 10;
    private const int IdeasShown = 12;

    private static readonly string[] FilterNames = ["type", "tag", "model", "category", "author", "license"];

    public static void MapFindPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/explore", (HttpContext context, SearchService search, ISearchIndex index) => FindAsync(context, search, index, "explore", null));
        routes.MapPage("/search", (HttpContext context, SearchService search, ISearchIndex index) => FindAsync(context, search, index, "search", null));
        routes.MapPage("/tags/{value}", (string value, HttpContext context, SearchService search, ISearchIndex index) => FindAsync(context, search, index, "tag", value));
        routes.MapPage("/categories/{value}", (string value, HttpContext context, SearchService search, ISearchIndex index) => FindAsync(context, search, index, "category", value));
        routes.MapPage("/models/{value}", (string value, HttpContext context, SearchService search, ISearchIndex index) => FindAsync(context, search, index, "model", value));
        routes.MapPage("/types/{value}", (string value, HttpContext context, SearchService search, ISearchIndex index) => PromptTypes.IsKnown(value)
            ? FindAsync(context, search, index, "type", value)
            : PageResult.ErrorAsync(context, Failure.NotFound("type")));
    }

    private static async Task<IResult> FindAsync(HttpContext context, SearchService search, ISearchIndex index, string kind, string? value)
    {
        var asked = context.Request.Query;
        context.Request.Query = Complete(asked, kind, value);
        var found = await search.FindAsync(context);
        context.Request.Query = asked;
        if (!found.TryGet(out var view, out var failure)) return await PageResult.ErrorAsync(context, failure);

        var text = string.IsNullOrWhiteSpace(asked["q"]) ? null : asked["q"].ToString();
        var model = new FindModel
        {
            Path = context.Request.Path.ToUriComponent(),
            Kind = kind,
            Value = value,
            Text = text,
            Filters = [.. FilterNames.SelectMany(name => Values(asked[name]).Distinct().Select(v => (name, v)))],
            Facets = [.. Facets(view.Facets, kind)],
            Sort = asked["sort"].ToString() is { Length: > 0 } sort ? sort : null,
            Cards = [.. view.Items.Select(CardModels.Of)],
            Total = view.Total,
            TotalIsCapped = view.TotalIsCapped,
            IsFollowed = kind == "tag" && FollowEdges.ReadTag(value!) is { } tag && context.CallerId() is { } readerId ? await IsFollowedAsync(context, readerId, tag) : null,
            IsCorrected = view.Corrected,
            IsLaterPage = asked.ContainsKey("cursor"),
            NextCursor = view.NextCursor,
            Ideas = view.Items.Count > 0 ? [] : [.. (await index.ListValuesAsync(SearchField.Tag, IdeasShown, null, context.RequestAborted)).Select(t => t.Value)],
        };
        return await PageResult.RenderAsync<FindPage>(context, new { Model = model });
    }

    /// <summary>The query as the API reads it: with what the page itself stands for, and its page size.</summary>
    private static QueryCollection Complete(IQueryCollection asked, string kind, string? value)
    {
        var query = asked.ToDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase);
        if (value is not null) query[kind] = StringValues.Concat(query.GetValueOrDefault(kind), value);
        query["limit"] = PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!query.ContainsKey("sort") && string.IsNullOrWhiteSpace(asked["q"])) query["sort"] = "trending";
        return new QueryCollection(query);
    }

    private static async Task<bool> IsFollowedAsync(HttpContext context, string readerId, string tag)
    {
        var entity = FollowEdges.TagEntity(tag);
        return (await context.RequestServices.GetRequiredService<ILedgerReader>().ExistingTargetsAsync(FollowEdges.Tag, readerId, [entity], context.RequestAborted)).Contains(entity);
    }

    private static IEnumerable<string> Values(StringValues values) => values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static IEnumerable<FacetModel> Facets(FacetsView facets, string kind)
    {
        (string Name, IReadOnlyList<ValueCountView> Values)[] all = [("type", facets.Type), ("category", facets.Category), ("tag", facets.Tag), ("model", facets.Model)];
        return all.Where(f => f.Name != kind && f.Values.Count > 0).Select(f => new FacetModel(f.Name, [.. f.Values.Take(FacetValuesShown).Select(v => (v.Value, v.Count))]));
    }
}
