using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Trending;

/// <summary>Which prompts a board ranks: all, or those of one type, category or tag.</summary>
/// <param name="Kind"><c>global</c>, <c>type</c>, <c>category</c> or <c>tag</c>.</param>
public readonly record struct TrendingScope(string Kind, string Value)
{
    public static readonly TrendingScope Global = new("global", "");

    public override string ToString() => Kind == "global" ? Kind : $"{Kind}:{Value}";

    /// <summary>Reads <c>global</c>, <c>type:x</c>, <c>category:x</c> or <c>tag:x</c>; null for anything else.</summary>
    public static TrendingScope? Parse(string? text)
    {
        if (text == "global") return Global;
        if (text is null || text.Length > 100) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1) return null;
        var value = text[(colon + 1)..];
        if (Common.TextRules.Check(value, 60, required: true, multiline: false) is not null) return null;
        return text[..colon] switch
        {
            "type" => PromptTypes.IsKnown(value) ? new TrendingScope("type", value) : null,
            "category" => new TrendingScope("category", value.Trim().ToLowerInvariant()),
            "tag" => PromptValidator.NormalizeTag(value) is { Length: > 0 } tag ? new TrendingScope("tag", tag) : null,
            _ => null,
        };
    }

    /// <summary>Every scope in which a prompt of this kind is ranked.</summary>
    public static IEnumerable<TrendingScope> Of(string type, string? category, IEnumerable<string> tags)
    {
        yield return Global;
        yield return new TrendingScope("type", type);
        if (category is not null) yield return new TrendingScope("category", category);
        foreach (var tag in tags) yield return new TrendingScope("tag", tag);
    }
}

/// <summary>One board: a window and a scope. Its text form is the key of the board's grain.</summary>
public readonly record struct BoardKey(TrendingWindow Window, TrendingScope Scope)
{
    public override string ToString() => $"{Window.Name()}:{Scope}";

    public static BoardKey? Parse(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (text is null || colon < 0) return null;
        return TrendingWindows.Parse(text[..colon]) is { } window && TrendingScope.Parse(text[(colon + 1)..]) is { } scope ? new BoardKey(window, scope) : null;
    }
}
