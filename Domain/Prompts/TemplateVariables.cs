using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PromptGrid.Domain.Prompts;

/// <summary>Finds the <c>{{name}}</c> places in a text.</summary>
public static partial class TemplateVariables
{
    [GeneratedRegex(@"\{\{\s*([A-Za-z_][A-Za-z0-9_.-]{0,63})\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    /// <summary>The names in order of first appearance, each once, at most <paramref name="limit"/>.</summary>
    public static ImmutableArray<string> NamesIn(IEnumerable<string> texts, int limit = PromptLimits.Variables + 1)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (!text.Contains("{{", StringComparison.Ordinal)) continue;
            foreach (var match in Place().EnumerateMatches(text))
            {
                var name = text.AsSpan(match.Index + 2, match.Length - 4).Trim().ToString();
                if (seen.Add(name)) names.Add(name);
                if (names.Count == limit) return names.ToImmutable();
            }
        }

        return names.ToImmutable();
    }

    /// <summary>The names in a prompt's content and messages; what is missing names nothing.</summary>
    internal static ImmutableArray<string> NamesIn(string? content, ImmutableArray<PromptMessage>? messages)
    {
        var turns = messages is { IsDefault: false } given ? given : [];
        return NamesIn(turns.Select(m => m?.Content ?? "").Prepend(content ?? ""));
    }

    public static bool IsName(string name) =>
        name.Length is > 0 and <= PromptLimits.VariableNameLength
        && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
}
