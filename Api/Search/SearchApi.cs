using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Search;

namespace PromptGrid.Api.Search;

public static class SearchApi
{
    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Discovery");
        group.MapGet("/search", (HttpContext context, SearchService search) => search.SearchAsync(context)).Produces<SearchView>().ProducesProblem(400).ProducesProblem(503)
            .WithSummary("Find prompts by text and filters");
        group.MapGet("/search/suggest", (HttpContext context, SearchService search) => search.SuggestAsync(context)).Produces<ListView<SuggestionView>>().ProducesProblem(503)
            .WithSummary("Up to 10 titles and tags that complete what was typed");
        group.MapGet("/tags", (HttpContext context, SearchService search) => search.ValuesAsync(context, SearchField.Tag)).Produces<ListView<ValueCountView>>().WithSummary("Tags with counts");
        group.MapGet("/categories", (HttpContext context, SearchService search) => search.ValuesAsync(context, SearchField.Category)).Produces<ListView<ValueCountView>>().WithSummary("Categories with counts");
        group.MapGet("/models", (HttpContext context, SearchService search) => search.ValuesAsync(context, SearchField.Model)).Produces<ListView<ValueCountView>>().WithSummary("Models with counts");
        group.MapGet("/prompts/{id}/related", (string id, HttpContext context, SearchService search, PromptReads reads) => search.RelatedAsync(context, id, reads))
            .Produces<ListView<PromptView>>().ProducesProblem(404).WithSummary("Prompts like this one by text and tags");
    }
}
