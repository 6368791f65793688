namespace PromptGrid.Web.Cards;

/// <summary>The types that the site has a name, an icon and a colour for.</summary>
public static class PromptTypeNames
{
    public static readonly IReadOnlyList<string> All = ["text", "chat", "code", "image", "audio", "video", "structured", "skill"];
}
