using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace PromptGrid.Operations.Tests.Telemetry;

/// <summary><c>docs/operations</c>: the page of metrics and the dashboard.</summary>
internal static partial class MetricsPage
{
    /// <summary>Rows <c>| `name` | kind | unit | … |</c> below headings <c>## Meter `name`</c>.</summary>
    public static IReadOnlyList<InstrumentRow> Read()
    {
        var rows = new List<InstrumentRow>();
        var meter = "";
        foreach (var line in File.ReadLines(Path("metrics.md")))
        {
            if (Heading().Match(line) is { Success: true } heading) meter = heading.Groups[1].Value;
            else if (Row().Match(line) is { Success: true } row) rows.Add(new InstrumentRow(meter, row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));
        }

        return rows;
    }

    /// <summary>The names of the metrics that the dashboard's queries read.</summary>
    public static IReadOnlySet<string> DashboardMetrics()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path("grafana/promptgrid.json")));
        return Expressions(dashboard.RootElement).SelectMany(e => Name().Matches(Labels().Replace(e, "")).Select(m => m.Value)).ToHashSet();
    }

    /// <summary>An instrument's names in Prometheus, as OpenTelemetry's specification makes them.</summary>
    public static IEnumerable<string> PrometheusNames(InstrumentRow row)
    {
        var unit = row.Unit switch { "s" => "_seconds", "By" => "_bytes", "%" => "_percent", _ => "" };
        var name = row.Name.Replace('.', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return row.Kind switch
        {
            "counter" => [name.EndsWith("_total", StringComparison.Ordinal) ? name : name + "_total"],
            "histogram" => [name + "_bucket", name + "_sum", name + "_count"],
            _ => [name],
        };
    }

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "expr" ? [p.Value.GetString()!] : Expressions(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    private static string Path(string name, [CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "operations", name);

    [GeneratedRegex("^## Meter `([^`]+)`")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| `([^`]+)` \| ([a-z-]+(?: counter)?) \| `?([^`|]*?)`? \|")]
    private static partial Regex Row();

    // Where labels stand; they look like metrics.
    [GeneratedRegex(@"\{[^}]*\}|\b(?:by|without)\s*\([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(?:promptgrid|http|kestrel|dotnet)_[a-z0-9_]+")]
    private static partial Regex Name();
}
