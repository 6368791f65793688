using System.Text.Json.Serialization;

namespace PromptGrid.Projections.Feed;

/// <summary>How a list of sources is handed to SQLite.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class SourcesJson : JsonSerializerContext;
