using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Versions;

namespace PromptGrid.Domain.Tests.Versions;

/// <summary>Short ways to compare, and to write a difference down.</summary>
internal static class Compare
{
    public static PromptVersionDocument Version(string content = "", ImmutableArray<PromptMessage>? messages = null, string parameters = "{}", ImmutableArray<PromptVariable>? variables = null) => new()
    {
        PromptId = "prm_0123456789abcdefghjkmnpqrs",
        Version = new PromptVersion(1, "1.0.0", null, DateTimeOffset.UnixEpoch, ""),
        Title = "",
        Content = content,
        Messages = messages ?? [],
        Parameters = new RawJson(parameters),
        Variables = variables ?? [],
    };

    public static TextDiff Texts(string from, string to, int context = PromptDiff.ContextMax) => PromptDiff.Of(Version(from), Version(to), context).Content;

    /// <summary>Lines as in a unified diff; words that changed stand in brackets.</summary>
    public static string[] Unified(this TextDiff diff) =>
    [
        .. diff.Hunks.SelectMany(h => new[] { FormattableString.Invariant($"@@ -{h.FromLine},{h.FromLines} +{h.ToLine},{h.ToLines}") }.Concat(h.Lines.Select(Line))),
    ];

    private static string Line(DiffLine line) =>
        (line.Kind switch { DiffKinds.Equal => ' ', DiffKinds.Delete => '-', _ => '+' })
        + (line.Words is { } words ? string.Concat(words.Select(w => w.Kind == DiffKinds.Equal ? w.Text : $"[{w.Text}]")) : line.Text);
}
