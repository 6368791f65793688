using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Domain.Tags;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Search;

namespace PromptGrid.Api.Tags;

public sealed record TagAliasRequest(string? Tag);

/// <param name="Retagged">Listed prompts whose tag was changed to the one that is meant; at most
/// <see cref="TagAliasesApi.RetaggedMax"/>, the rest when they are edited.</param>
public sealed record TagAliasSetView(string Alias, string Tag, int Retagged);

public sealed record TagAliasView(string Alias, string Tag);

/// <summary>Other names of tags, kept by moderators.</summary>
public static class TagAliasesApi
{
    public const int RetaggedMax = 1_000;

    public static void MapTagAliases(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/tags").WithTags("Discovery");
        group.MapGet("/aliases", ListAsync).Produces<ListView<TagAliasView>>().ProducesProblem(400).WithSummary("Other names of tags, by alias");
        group.MapPut("/{alias}/alias", SetAsync).RequireModerator().Accepts<TagAliasRequest>("application/json").Produces<TagAliasSetView>().ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Make a name mean a tag, also on the prompts that have it");
        group.MapDelete("/{alias}/alias", RemoveAsync).RequireModerator().Produces(204).WithSummary("Make the name a tag of its own again");
    }

    private static async Task<IResult> ListAsync(HttpContext context, TagNames names, Paging paging)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        if (!paging.Cursor(context, "tag-aliases").TryGet(out var after, out failure)) return failure.ToResult();
        var items = (await names.GetAsync(context.RequestAborted)).Tags.Where(t => after is null || string.CompareOrdinal(t.Key, after) > 0).Take(limit + 1).Select(t => new TagAliasView(t.Key, t.Value)).ToList();
        var more = items.Count > limit;
        if (more) items.RemoveAt(limit);
        return Answers.Json(new ListView<TagAliasView>(items, paging.Protect("tag-aliases", more ? items[^1].Alias : null)), ApiJson.Web.ListViewTagAliasView);
    }

    private static async Task<IResult> SetAsync(string alias, HttpContext context, IGrainFactory grains, TagNames names, ISearchIndex search)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.TagAliasRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!(await grains.TagAliases().SetAsync(alias, body.Value.Tag, context.CallerId()!)).TryGet(out var aliases, out failure)) return failure.ToResult();
        names.Remember(aliases);
        var name = TagAliases.Normalize(alias);
        var retagged = await RetagAsync(name, aliases, grains, search, context.RequestAborted);
        return Answers.Json(new TagAliasSetView(name, aliases.Resolve(name), retagged), ApiJson.Web.TagAliasSetView);
    }

    private static async Task<IResult> RemoveAsync(string alias, HttpContext context, IGrainFactory grains, TagNames names)
    {
        if (!(await grains.TagAliases().RemoveAsync(alias, context.CallerId()!)).TryGet(out var aliases, out var failure)) return failure.ToResult();
        names.Remember(aliases);
        return TypedResults.NoContent();
    }

    /// <summary>Changes the listed prompts that have the alias as a tag. What the index does not know yet stays.</summary>
    private static async Task<int> RetagAsync(string alias, TagAliases aliases, IGrainFactory grains, ISearchIndex search, CancellationToken cancellationToken)
    {
        var (retagged, cursor) = (0, (string?)null);
        do
        {
            var page = await search.SearchAsync(
                new SearchQuery { Tags = [alias], Sort = SearchSort.Recent, Limit = Paging.LimitMax, Cursor = cursor, WithFacets = false, WithHighlights = false }, cancellationToken);
            var results = await Task.WhenAll(page.Hits.Select(h => grains.Prompt(h.Id).RetagAsync(aliases)));
            retagged += results.Count(r => r.TryGet(out var changed, out _) && changed);
            cursor = page.NextCursor;
        }
        while (cursor is not null && retagged < RetaggedMax);
        return retagged;
    }
}
