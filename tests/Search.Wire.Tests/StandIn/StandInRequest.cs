namespace PromptGrid.Search.Wire.Tests.StandIn;

internal sealed record StandInRequest(string Method, string Path, string Query, byte[] Body, string? Authorization)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public IReadOnlyList<JsonElement> Lines => [.. System.Text.Encoding.UTF8.GetString(Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)];
}
