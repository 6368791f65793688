using System.Text.Json.Serialization;

namespace PromptGrid.Ledger;

/// <summary>JSON of the event bodies that the ledger itself writes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EdgesChanged))]
public sealed partial class LedgerJson : JsonSerializerContext;
