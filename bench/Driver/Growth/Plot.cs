using System.Globalization;
using System.Text;

namespace PromptGrid.Bench.Driver.Growth;

/// <summary>One line of a plot.</summary>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>A small line plot as SVG, readable on light and on dark pages. The horizontal axis is logarithmic.</summary>
/// <param name="title">Above the plot.</param>
/// <param name="x">What the horizontal axis counts.</param>
/// <param name="y">What the vertical axis measures, with its unit.</param>
/// <param name="lines">At most as many as there are colours.</param>
/// <param name="limit">A value to draw as a dashed line, with its name.</param>
/// <param name="isLog">True: the vertical axis is logarithmic too.</param>
internal sealed class Plot(string title, string x, string y, IReadOnlyList<Series> lines, (double Value, string Name)? limit = null, bool isLog = false)
{
    private const int Width = 720;
    private const int Height = 380;
    private const int Left = 70;
    private const int Right = 540;
    private const int Top = 44;
    private const int Bottom = 320;

    private static readonly string[] Colours = ["#3b82c4", "#d97706", "#16a34a", "#a855c7", "#0d9488", "#8f7350"];

    private double XMin => Math.Floor(Math.Log10(Points.Min(p => p.X)) + 1e-9);

    private double XMax => Math.Ceiling(Math.Log10(Points.Max(p => p.X)) - 1e-9);

    private double YTop => limit is { } line ? Math.Max(line.Value, Points.Max(p => p.Y)) : Points.Max(p => p.Y);

    private double YMin => isLog ? Math.Floor(Math.Log10(Points.Min(p => p.Y))) : 0;

    private double YMax => isLog ? Math.Ceiling(Math.Log10(YTop)) : Step * Math.Ceiling(YTop * 1.05 / Step);

    // 1, 2 or 5 times a power of ten, so that there are four to ten steps.
    private double Step
    {
        get
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(YTop)));
            return (YTop / power) switch { < 2 => power / 4, < 5 => power / 2, _ => power };
        }
    }

    private IEnumerable<(double X, double Y)> Points => lines.SelectMany(l => l.Points);

    public string Render()
    {
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" role="img" aria-label="{Escape(title)}" font-family="system-ui, sans-serif" font-size="12">""");
        svg.Append("<style>.page{fill:#fff}.text{fill:#333}.grid{stroke:#ddd}.axis{stroke:#888}@media(prefers-color-scheme:dark){.page{fill:#161b22}.text{fill:#d0d7de}.grid{stroke:#30363d}.axis{stroke:#8b949e}}</style>\n");
        Line(svg, $"""<rect class="page" width="{Width}" height="{Height}" rx="6"/>""");
        Line(svg, $"""<text class="text" x="{Left}" y="26" font-size="15" font-weight="600">{Escape(title)}</text>""");
        Axes(svg);
        if (limit is { } bound) Limit(svg, bound);
        for (var i = 0; i < lines.Count; i++) Curve(svg, lines[i], Colours[i], Top + 12 + (i * 20));
        svg.Append("</svg>\n");
        return svg.ToString();
    }

    private void Axes(StringBuilder svg)
    {
        for (var power = XMin; power <= XMax; power++)
        {
            var at = AtX(Math.Pow(10, power));
            Line(svg, $"""<line class="grid" x1="{at:F1}" y1="{Top}" x2="{at:F1}" y2="{Bottom}"/>""");
            Line(svg, $"""<text class="text" x="{at:F1}" y="{Bottom + 18}" text-anchor="middle">10<tspan dy="-5" font-size="9">{power:F0}</tspan></text>""");
        }

        var step = isLog ? 1 : Step;
        for (var tick = YMin; tick <= YMax + (step / 2); tick += step)
        {
            var value = isLog ? Math.Pow(10, tick) : tick;
            Line(svg, $"""<line class="grid" x1="{Left}" y1="{AtY(value):F1}" x2="{Right}" y2="{AtY(value):F1}"/>""");
            Line(svg, $"""<text class="text" x="{Left - 8}" y="{AtY(value) + 4:F1}" text-anchor="end">{value:#,0.###}</text>""");
        }

        Line(svg, $"""<path class="axis" fill="none" d="M{Left} {Top}V{Bottom}H{Right}"/>""");
        Line(svg, $"""<text class="text" x="{(Left + Right) / 2}" y="{Bottom + 42}" text-anchor="middle">{Escape(x)}</text>""");
        Line(svg, $"""<text class="text" x="16" y="{(Top + Bottom) / 2}" text-anchor="middle" transform="rotate(-90 16 {(Top + Bottom) / 2})">{Escape(y)}</text>""");
    }

    private void Limit(StringBuilder svg, (double Value, string Name) bound)
    {
        Line(svg, $"""<line x1="{Left}" y1="{AtY(bound.Value):F1}" x2="{Right}" y2="{AtY(bound.Value):F1}" stroke="#dc4a4a" stroke-dasharray="6 4"/>""");
        Line(svg, $"""<text x="{Left + 8}" y="{AtY(bound.Value) - 5:F1}" fill="#dc4a4a">{Escape(bound.Name)}</text>""");
    }

    private void Curve(StringBuilder svg, Series series, string colour, int legend)
    {
        var points = string.Join(' ', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{AtX(p.X):F1},{AtY(p.Y):F1}")));
        Line(svg, $"""<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>""");
        foreach (var (pointX, pointY) in series.Points)
        {
            Line(svg, $"""<circle cx="{AtX(pointX):F1}" cy="{AtY(pointY):F1}" r="3.5" fill="{colour}"><title>{Escape(series.Name)}: {pointY:#,0.##} at {pointX:#,0}</title></circle>""");
        }

        Line(svg, $"""<circle cx="{Right + 14}" cy="{legend - 4}" r="4" fill="{colour}"/><text class="text" x="{Right + 24}" y="{legend}">{Escape(series.Name)}</text>""");
    }

    private double AtX(double value) => Left + ((Right - Left) * (Math.Log10(value) - XMin) / Math.Max(1, XMax - XMin));

    private double AtY(double value) => Bottom - ((Bottom - Top) * ((isLog ? Math.Log10(value) : value) - YMin) / (YMax - YMin));

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
