using System.Xml;
using PromptGrid.Api.Prompts;

namespace PromptGrid.Api.Syndication;

/// <summary>A feed, whatever it is written as.</summary>
/// <param name="Page">The page that shows the same.</param>
/// <param name="Path">The feed's own path and query, without the ending that names its format.</param>
public sealed record Feed(string Title, string Description, string Site, string Page, string Path, string Query, IReadOnlyList<FeedItem> Items)
{
    /// <summary>Entries of a feed, at most.</summary>
    public const int ItemsMax = 50;

    public string Self(string format) => $"{Site}{Path}.{format}{Query}";

    /// <summary>When the newest entry changed; null for an empty feed.</summary>
    public DateTimeOffset? UpdatedAt => Items.Count == 0 ? null : Items.Max(i => i.UpdatedAt);
}

/// <summary>One prompt in a feed.</summary>
/// <param name="Text">Description and beginning of the content, as plain text.</param>
public sealed record FeedItem(string Id, string Title, string Text, string Url, string Author, string AuthorUrl, IReadOnlyList<string> Tags, DateTimeOffset PublishedAt, DateTimeOffset UpdatedAt)
{
    private const int ExcerptLength = 1_000;

    public static FeedItem Of(PromptView prompt, string site) => new(
        prompt.Id,
        Clean(prompt.Title),
        Clean(string.Join("\n\n", new[] { prompt.Description, Excerpt(prompt) }.Where(t => t.Length > 0))),
        $"{site}/@{Uri.EscapeDataString(prompt.Owner.Handle)}/{Uri.EscapeDataString(prompt.Slug)}",
        Clean(prompt.Owner.DisplayName),
        $"{site}/@{Uri.EscapeDataString(prompt.Owner.Handle)}",
        [.. prompt.Tags.Select(Clean)],
        prompt.CreatedAt,
        prompt.UpdatedAt);

    private static string Excerpt(PromptView prompt)
    {
        var text = prompt.Content.Length > 0 ? prompt.Content : prompt.Messages.FirstOrDefault()?.Content ?? "";
        if (text.Length <= ExcerptLength) return text;
        var end = char.IsHighSurrogate(text[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength;
        return text[..end] + "…";
    }

    /// <summary>Without the few characters that are text but that XML cannot say, not even escaped.</summary>
    internal static string Clean(string text)
    {
        if (IsXml(text)) return text;
        var clean = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) clean.Append(text, i++, 2);
            else if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
        }

        return clean.ToString();
    }

    private static bool IsXml(string text) => text.All(c => XmlConvert.IsXmlChar(c));
}
