namespace PromptGrid.Api.Pages;

/// <summary>What search engines and browsers ask a site for.</summary>
public static class SearchEnginePages
{
    public static void MapSearchEnginePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/robots.txt", (HttpContext context) => Results.Text($"""
            User-agent: *
            Disallow: /search?
            Disallow: /login
            Disallow: /signup
            Disallow: /cards
            Disallow: /settings
            Disallow: /dashboard
            Disallow: /v1/
            Sitemap: {Origin(context)}/sitemap.xml

            """, "text/plain; charset=utf-8"));
        routes.MapPage("/sitemap.xml", async (HttpContext context, Sitemap sitemap) => Results.Bytes(await sitemap.RenderAsync(Origin(context)), "application/xml; charset=utf-8"));
        routes.MapPage("/favicon.ico", () => Results.Redirect(Web.Layout.AssetFiles.Url("icon.svg"), permanent: false));
        routes.MapPage("/opensearch.xml", (HttpContext context) => Results.Text($$"""
            <?xml version="1.0" encoding="UTF-8"?>
            <OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>PromptGrid</ShortName><Description>Prompts people use</Description><InputEncoding>UTF-8</InputEncoding><Url type="text/html" template="{{Escaped(context)}}/search?q={searchTerms}"/></OpenSearchDescription>
            """, "application/opensearchdescription+xml"));
    }

    private static string Origin(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host.Value}";

    private static string Escaped(HttpContext context) => System.Security.SecurityElement.Escape(Origin(context));
}
