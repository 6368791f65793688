using System.Globalization;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Prompts;

/// <summary>Places in lists of edges, as text for cursors.</summary>
public static class EdgePositions
{
    public static string Format(EdgeCursor cursor) => string.Create(CultureInfo.InvariantCulture, $"{cursor.At.UtcTicks}|{cursor.Other}");

    public static EdgeCursor? Parse(string? position)
    {
        if (position is null) return null;
        var bar = position.IndexOf('|', StringComparison.Ordinal);
        return new EdgeCursor(new DateTimeOffset(long.Parse(position.AsSpan(0, bar), CultureInfo.InvariantCulture), TimeSpan.Zero), position[(bar + 1)..]);
    }
}
