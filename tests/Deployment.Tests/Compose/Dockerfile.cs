using System.Text.RegularExpressions;

namespace PromptGrid.Deployment.Tests.Compose;

internal static partial class Dockerfile
{
    public static string Text { get; } = Repository.Read("Dockerfile");

    /// <summary>The names of its stages.</summary>
    public static IReadOnlyList<string> Stages { get; } = [.. Stage().Matches(Text).Select(m => m.Groups[3].Value)];

    /// <summary>A stage's own lines, and those of the stages it is made from.</summary>
    public static string Lines(string stage)
    {
        var stages = Stage().Matches(Text).ToList();
        var at = stages.FindIndex(s => s.Groups[3].Value == stage);
        var end = at + 1 < stages.Count ? stages[at + 1].Index : Text.Length;
        var from = stages[at].Groups[2].Value;
        return (Stages.Contains(from) ? Lines(from) : "") + Text[stages[at].Index..end];
    }

    [GeneratedRegex(@"^FROM (--platform=\S+ )?(\S+) AS ([\w-]+)$", RegexOptions.Multiline)]
    private static partial Regex Stage();
}
