using PromptGrid.Web.Language;

namespace PromptGrid.Web.Layout;

/// <summary>What every page knows of the request it answers. Scoped: one per request, filled before anything is rendered
/// and injected into every component as <c>Site</c>.</summary>
public sealed class Site
{
    /// <summary>The language that the page is written in.</summary>
    public Phrases Text { get; set; } = Phrases.English;

    /// <summary>Who is signed in; null for nobody.</summary>
    public Viewer? Viewer { get; set; }

    /// <summary>The chosen theme; the reader's system decides unless they chose.</summary>
    public Theme Theme { get; set; }

    /// <summary>Scheme and host, without a slash at the end.</summary>
    public string Origin { get; set; } = "";

    /// <summary>Path and query of this page, for links that lead back here.</summary>
    public string Address { get; set; } = "/";

    /// <summary>What was typed into the search box, on pages that know it.</summary>
    public string? Query { get; set; }

    public DateTimeOffset Now { get; set; }

    /// <summary>A text of the page's language.</summary>
    public string this[string key] => Text[key];

    /// <summary>An absolute address on this site.</summary>
    public string Absolute(string path) => Origin + path;

    /// <summary>The sign-in page, leading back here.</summary>
    public string SignInUrl => "/login?return=" + Uri.EscapeDataString(Address);
}

/// <summary>The signed-in reader as pages show them.</summary>
/// <param name="Unread">Notifications that were not read.</param>
public sealed record Viewer(string Id, string Handle, string Name, bool IsModerator = false, long Unread = 0);

/// <summary>Light, dark, or as the system says.</summary>
public enum Theme
{
    System,
    Light,
    Dark,
}
