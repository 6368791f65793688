using PromptGrid.Web.Docs;

namespace PromptGrid.Api.Pages;

/// <summary>The guide to the API; the reference below it is made from the endpoints.</summary>
public static class DocsPages
{
    public static void MapDocsPages(this IEndpointRouteBuilder routes) =>
        routes.MapPage("/docs", (HttpContext context) => PageResult.RenderAsync<DocsPage>(context, new { }));
}
