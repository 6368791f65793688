namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>A stored document.</summary>
internal sealed record StandInDocument(string Id, JsonObject Source, long Version)
{
    public string Text(string field) => Source[field]?.GetValue<string>() ?? "";

    public double Number(string field) => Source[field]?.GetValue<double>() ?? 0;

    /// <summary>A field's values: one, several or none.</summary>
    public IEnumerable<string> Values(string field) => Source[field] switch
    {
        JsonArray many => many.Select(v => v!.ToString()),
        null => [],
        var one => [one.ToString()],
    };
}
