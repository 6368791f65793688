using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace PromptGrid.Web.Prompts;

/// <summary>
/// Markdown of people we do not know, as markup that can do nothing: HTML in it is text, links lead to web addresses only
/// and vouch for nobody, images are links.
/// </summary>
public static class SafeMarkdown
{
    private const int LengthMax = 100_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UsePipeTables().UseEmphasisExtras().UseTaskLists().Build();

    /// <summary>The markup; the text as it is where it nests deeper than anybody reads.</summary>
    public static MarkupString Render(string text)
    {
        try
        {
            return RenderNested(text);
        }
        catch (ArgumentException)
        {
            // The library's way to say that there are too many levels.
            return new MarkupString($"<p>{System.Net.WebUtility.HtmlEncode(text)}</p>");
        }
    }

    private static MarkupString RenderNested(string text)
    {
        var document = Markdown.Parse(text.Length > LengthMax ? text[..LengthMax] : text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level = Math.Min(6, heading.Level + 2);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            if (!IsSafe(link.Url)) link.Url = "";
            link.GetAttributes().AddProperty("rel", "nofollow ugc noopener");
        }

        foreach (var link in document.Descendants<AutolinkInline>())
        {
            if (!link.IsEmail && !IsSafe(link.Url)) link.Url = "";
            link.GetAttributes().AddProperty("rel", "nofollow ugc noopener");
        }

        return new MarkupString(document.ToHtml(Pipeline));
    }

    // A path first: on Unix it would be taken for an absolute address of a file.
    private static bool IsSafe(string? url) =>
        url is ['#', ..] || Layout.Address.IsLocal(url) || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto" && url![0] != '/');
}
