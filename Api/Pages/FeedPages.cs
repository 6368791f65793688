using System.Text;
using System.Text.Json;
using System.Xml;
using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Trending;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Trending;
using PromptGrid.Domain.Users;
using PromptGrid.Ledger;
using PromptGrid.Search;

namespace PromptGrid.Api.Pages;

/// <summary>Feeds for readers elsewhere: what trends, what a tag gets, what a user publishes; as Atom and as JSON Feed.</summary>
public static class FeedPages
{
    private const int Entries = 30;

    public static void MapFeedPages(this IEndpointRouteBuilder routes)
    {
        foreach (var format in (string[])["atom", "json"])
        {
            routes.MapPage("/feeds/trending." + format, (HttpContext context, Boards boards) => TrendingAsync(context, boards, format));
            routes.MapPage("/feeds/tags/{tag}." + format, (string tag, HttpContext context, ISearchIndex search, PromptCards cards) => TagAsync(context, search, cards, tag, format));
            routes.MapPage("/feeds/users/{handle}." + format, (string handle, HttpContext context, ILedgerReader reader, PromptCards cards) => UserAsync(context, reader, cards, handle, format));
        }
    }

    private static async Task<IResult> TrendingAsync(HttpContext context, Boards boards, string format)
    {
        var board = await boards.GetAsync(new BoardKey(TrendingWindow.Day, TrendingScope.Global));
        return Feed(context, format, "PromptGrid: trending", "/", [.. board.Items.Take(Entries).Select(i => i.Prompt)]);
    }

    private static async Task<IResult> TagAsync(HttpContext context, ISearchIndex search, PromptCards cards, string tag, string format)
    {
        if (TextRules.Check(tag, PromptLimits.TagLength, required: true, multiline: false) is not null) return Failure.NotFound("tag").ToResult();
        var page = await search.SearchAsync(new SearchQuery { Tags = [tag], Sort = SearchSort.Recent, Limit = Entries, WithFacets = false, WithHighlights = false }, context.RequestAborted);
        return Feed(context, format, "PromptGrid: #" + tag, Web.Layout.Address.Tag(tag), await ListedAsync(cards, page.Hits.Select(h => h.Id), context.RequestAborted));
    }

    private static async Task<IResult> UserAsync(HttpContext context, ILedgerReader reader, PromptCards cards, string handle, string format)
    {
        if (await UsersApi.ResolveAsync(reader, handle, context.RequestAborted) is not { } userId) return Failure.NotFound("user").ToResult();
        var edges = await reader.ListEdgesFromAsync(PromptEdges.Publishes, userId, null, Entries, context.RequestAborted);
        return Feed(context, format, $"PromptGrid: @{handle}", "/@" + handle, await ListedAsync(cards, edges.Select(e => e.Target), context.RequestAborted));
    }

    private static async Task<List<PromptView>> ListedAsync(PromptCards cards, IEnumerable<string> ids, CancellationToken cancellationToken) =>
        await cards.LoadAsync([.. ids], readerId: null, cancellationToken, listedOnly: true);

    private static IResult Feed(HttpContext context, string format, string title, string path, List<PromptView> prompts)
    {
        var origin = $"{context.Request.Scheme}://{context.Request.Host.Value}";
        context.Response.Headers.CacheControl = "public, max-age=60";
        return format == "atom"
            ? Results.Bytes(Atom(origin, title, path, prompts), "application/atom+xml; charset=utf-8")
            : Results.Bytes(JsonFeed(origin, title, path, prompts), "application/feed+json; charset=utf-8");
    }

    private static string Url(string origin, PromptView prompt) => $"{origin}/@{prompt.Owner.Handle}/{prompt.Slug}";

    private static byte[] Atom(string origin, string title, string path, List<PromptView> prompts)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CheckCharacters = false }))
        {
            xml.WriteStartElement("feed", "http://www.w3.org/2005/Atom");
            xml.WriteElementString("title", title);
            xml.WriteElementString("id", origin + path);
            xml.WriteElementString("updated", Time(prompts.Count > 0 ? prompts.Max(p => p.UpdatedAt) : DateTimeOffset.UnixEpoch));
            Link(xml, "alternate", origin + path);
            Link(xml, "self", origin + "/feeds" + (path == "/" ? "/trending" : path.Replace("/@", "/users/", StringComparison.Ordinal)) + ".atom");
            foreach (var prompt in prompts)
            {
                xml.WriteStartElement("entry");
                xml.WriteElementString("title", prompt.Title);
                xml.WriteElementString("id", "urn:promptgrid:" + prompt.Id);
                xml.WriteElementString("published", Time(prompt.CreatedAt));
                xml.WriteElementString("updated", Time(prompt.UpdatedAt));
                xml.WriteStartElement("author");
                xml.WriteElementString("name", CardModels.Name(prompt.Owner));
                xml.WriteEndElement();
                Link(xml, "alternate", Url(origin, prompt));
                xml.WriteStartElement("summary");
                xml.WriteAttributeString("type", "text");
                xml.WriteString(CardModels.Cut(CardModels.Text(prompt), 1_000));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static byte[] JsonFeed(string origin, string title, string path, List<PromptView> prompts)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("version", "https://jsonfeed.org/version/1.1");
            json.WriteString("title", title);
            json.WriteString("home_page_url", origin + path);
            json.WriteStartArray("items");
            foreach (var prompt in prompts)
            {
                json.WriteStartObject();
                json.WriteString("id", prompt.Id);
                json.WriteString("url", Url(origin, prompt));
                json.WriteString("title", prompt.Title);
                json.WriteString("content_text", CardModels.Cut(CardModels.Text(prompt), 1_000));
                json.WriteString("date_published", prompt.CreatedAt);
                json.WriteString("date_modified", prompt.UpdatedAt);
                json.WriteStartArray("authors");
                json.WriteStartObject();
                json.WriteString("name", CardModels.Name(prompt.Owner));
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteStartArray("tags");
                foreach (var tag in prompt.Tags) json.WriteStringValue(tag);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Link(XmlWriter xml, string relation, string url)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", url);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
