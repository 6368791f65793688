using System.Globalization;
using System.Text.Json;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>
/// As many different prompts as one likes, made of real ones: what an image prompt shows, with the style words of another.
/// The same number always gives the same prompt.
/// </summary>
internal sealed class CombinedPrompts
{
    private const int StylesMax = 6;

    private readonly List<(string Title, string Content, string[] Tags)> _rows = [];
    private readonly List<string[]> _styles = [];

    private CombinedPrompts()
    {
    }

    /// <summary>Reads the rows to combine from <c>corpus.jsonl</c> in the folder that BENCH_DATA names.</summary>
    public static CombinedPrompts Read()
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("BENCH_DATA") ?? "../shared/data", "corpus.jsonl");
        if (!File.Exists(file)) throw new FileNotFoundException($"There is no '{file}': BENCH_DATA must name the folder with corpus.jsonl.");
        var made = new CombinedPrompts();
        foreach (var line in File.ReadLines(file))
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            if (root.GetProperty("type").GetString() != "image") continue;
            var content = root.GetProperty("content").GetString()!;
            made._rows.Add((root.GetProperty("title").GetString()!, content, [.. root.GetProperty("tags").EnumerateArray().Select(t => t.GetString()!)]));
            var words = content.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 3) made._styles.Add([.. words.Skip(1).TakeLast(StylesMax)]);
        }

        return made;
    }

    public (string Title, string Content, string[] Tags) this[int number]
    {
        get
        {
            // A row meets another style each time it comes round; neighbours are far apart in both lists.
            var round = number / _rows.Count;
            var row = _rows[number % _rows.Count];
            var style = _styles[(int)((((long)number * 7_919) + ((long)round * 104_729)) % _styles.Count)];
            if (round == 0) return row;
            return ($"{Cut(row.Title, 120)}, {Cut(style[0], 40)}", $"{row.Content}, {string.Join(", ", style)}", [.. row.Tags, Tag(style[^1])]);
        }
    }

    /// <summary>Writes some of them as lines that can be imported.</summary>
    public async Task WriteAsync(string file, int from, int to)
    {
        await using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        await using var writer = new StreamWriter(stream);
        for (var i = from; i < to; i++)
        {
            var (title, content, tags) = this[i];
            await writer.WriteLineAsync(JsonSerializer.Serialize(new { title, content, tags, type = "image", externalId = string.Create(CultureInfo.InvariantCulture, $"combined#{i}") }));
        }
    }

    // Between words: half a surrogate pair would be no text.
    private static string Cut(string text, int length) => text.Length <= length ? text : text[..Math.Max(0, text.LastIndexOf(' ', length))];

    private static string Tag(string style)
    {
        var words = style.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.All(char.IsAsciiLetterOrDigit)).Take(2);
        var tag = string.Join('-', words);
        return tag.Length is 0 or > 30 ? "style" : tag;
    }
}
