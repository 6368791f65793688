using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace PromptGrid.Api.Syndication;

/// <summary>Writes feeds as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1. The same feed gives the same bytes.</summary>
public static class FeedWriter
{
    private const string AtomNamespace = "http://www.w3.org/2005/Atom";
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>What an ending stands for; null for one that names no format.</summary>
    public static (string ContentType, Func<Feed, byte[]> Write)? Of(string format) => format switch
    {
        "xml" => ("application/rss+xml; charset=utf-8", Rss),
        "atom" => ("application/atom+xml; charset=utf-8", Atom),
        "json" => ("application/feed+json; charset=utf-8", Json),
        _ => null,
    };

    public static byte[] Rss(Feed feed) => Xml(xml =>
    {
        xml.WriteStartElement("rss");
        xml.WriteAttributeString("version", "2.0");
        xml.WriteAttributeString("xmlns", "atom", null, AtomNamespace);
        xml.WriteAttributeString("xmlns", "dc", null, DublinCore);
        xml.WriteStartElement("channel");
        xml.WriteElementString("title", feed.Title);
        xml.WriteElementString("link", feed.Page);
        xml.WriteElementString("description", feed.Description);
        Link(xml, "atom", "self", feed.Self("xml"), "application/rss+xml");
        if (feed.UpdatedAt is { } updated) xml.WriteElementString("lastBuildDate", Rfc1123(updated));
        foreach (var item in feed.Items)
        {
            xml.WriteStartElement("item");
            xml.WriteElementString("title", item.Title);
            xml.WriteElementString("link", item.Url);
            xml.WriteStartElement("guid");
            xml.WriteAttributeString("isPermaLink", "false");
            xml.WriteString(item.Id);
            xml.WriteEndElement();
            xml.WriteElementString("dc", "creator", DublinCore, item.Author);
            xml.WriteElementString("pubDate", Rfc1123(item.PublishedAt));
            foreach (var tag in item.Tags) xml.WriteElementString("category", tag);
            // Readers take a description for HTML: plain text is escaped once for that, and once more by the writer.
            xml.WriteElementString("description", Html(item.Text));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
    });

    public static byte[] Atom(Feed feed) => Xml(xml =>
    {
        xml.WriteStartElement("feed", AtomNamespace);
        Element(xml, "id", feed.Self("atom"));
        Element(xml, "title", feed.Title);
        Element(xml, "subtitle", feed.Description);
        Link(xml, null, "self", feed.Self("atom"), "application/atom+xml");
        Link(xml, null, "alternate", feed.Page, "text/html");
        // A feed must say when it changed: one without entries never did.
        Element(xml, "updated", Rfc3339(feed.UpdatedAt ?? DateTimeOffset.UnixEpoch));
        foreach (var item in feed.Items)
        {
            xml.WriteStartElement("entry", AtomNamespace);
            Element(xml, "id", "urn:promptgrid:" + item.Id);
            Element(xml, "title", item.Title);
            Link(xml, null, "alternate", item.Url, "text/html");
            Element(xml, "published", Rfc3339(item.PublishedAt));
            Element(xml, "updated", Rfc3339(item.UpdatedAt));
            xml.WriteStartElement("author", AtomNamespace);
            Element(xml, "name", item.Author);
            Element(xml, "uri", item.AuthorUrl);
            xml.WriteEndElement();
            foreach (var tag in item.Tags)
            {
                xml.WriteStartElement("category", AtomNamespace);
                xml.WriteAttributeString("term", tag);
                xml.WriteEndElement();
            }

            Element(xml, "summary", item.Text);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    });

    public static byte[] Json(Feed feed)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "https://jsonfeed.org/version/1.1");
            json.WriteString("title", feed.Title);
            json.WriteString("description", feed.Description);
            json.WriteString("home_page_url", feed.Page);
            json.WriteString("feed_url", feed.Self("json"));
            json.WriteStartArray("items");
            foreach (var item in feed.Items)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                json.WriteString("url", item.Url);
                json.WriteString("title", item.Title);
                json.WriteString("content_text", item.Text);
                json.WriteString("date_published", Rfc3339(item.PublishedAt));
                json.WriteString("date_modified", Rfc3339(item.UpdatedAt));
                json.WriteStartArray("authors");
                json.WriteStartObject();
                json.WriteString("name", item.Author);
                json.WriteString("url", item.AuthorUrl);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteStartArray("tags");
                foreach (var tag in item.Tags) json.WriteStringValue(tag);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static byte[] Xml(Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartDocument();
            write(xml);
            xml.WriteEndDocument();
        }

        return stream.ToArray();
    }

    private static void Element(XmlWriter xml, string name, string text) => xml.WriteElementString(name, AtomNamespace, text);

    private static void Link(XmlWriter xml, string? prefix, string relation, string url, string type)
    {
        xml.WriteStartElement(prefix, "link", AtomNamespace);
        xml.WriteAttributeString("rel", relation);
        xml.WriteAttributeString("href", url);
        xml.WriteAttributeString("type", type);
        xml.WriteEndElement();
    }

    private static string Html(string text) => System.Net.WebUtility.HtmlEncode(text).ReplaceLineEndings("<br>");

    private static string Rfc1123(DateTimeOffset at) => at.UtcDateTime.ToString("r", CultureInfo.InvariantCulture);

    private static string Rfc3339(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
