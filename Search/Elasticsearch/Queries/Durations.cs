using System.Globalization;

namespace PromptGrid.Search.Elasticsearch.Queries;

/// <summary>Lengths of time as Elasticsearch writes them.</summary>
internal static class Durations
{
    public static string Of(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Max(1, duration.TotalMilliseconds)}ms");
}
