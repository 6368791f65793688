using System.Globalization;

namespace PromptGrid.Browser.Tests.Support;

/// <summary>Prompts for machines without real files.</summary>
internal static class Seeds
{
    private static readonly string[] Subjects = ["harbour at dawn", "unit tests", "a letter of thanks", "sourdough", "tax forms", "chess openings", "a rainy platform", "accessibility", "trade winds", "old maps"];
    private static readonly string[] Verbs = ["Explain", "Draw", "Review", "Summarise", "Translate", "Plan", "Question", "Rewrite"];
    private static readonly string[] Types = ["text", "chat", "code", "image", "audio", "video", "structured", "skill"];

    /// <summary>Eighty prompts of every type, as lines for the import.</summary>
    public static string Ndjson() => string.Join('\n', Enumerable.Range(0, Subjects.Length * Verbs.Length).Select(i =>
    {
        var (subject, verb) = (Subjects[i % Subjects.Length], Verbs[i / Subjects.Length]);
        return JsonSerializer.Serialize(new
        {
            title = $"{verb} {subject}",
            content = $"{verb} {subject} for {{{{audience}}}} in at most {{{{words}}}} words. Begin with what surprises, end with one question.",
            type = Types[i % Types.Length],
            tags = new[] { verb.ToLowerInvariant(), subject.Split(' ')[^1] },
            license = "CC0-1.0",
            externalId = "seed-" + i.ToString(CultureInfo.InvariantCulture),
        });
    }));
}
