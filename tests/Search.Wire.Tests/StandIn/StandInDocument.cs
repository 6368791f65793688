namespace PromptGrid.Search.Wire.Tests.StandIn;

/// <summary>A stored document.</summary>
internal sealed record StandInDocument(string Id, JsonObject Source, long Version)
{
    private readonly Dictionary<string, List<List<StandInTokens.Token>>> _tokens = [];

    /// <summary>A field's values, each cut into tokens.</summary>
    public List<List<StandInTokens.Token>> Tokens(string field)
    {
        var name = field.Split('.')[0];
        if (!_tokens.TryGetValue(name, out var tokens))
            _tokens[name] = tokens = [.. Values(name).Select(StandInTokens.Of)];
        return tokens;
    }

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
