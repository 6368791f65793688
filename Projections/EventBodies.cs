using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Projections;

/// <summary>Reads the bodies of events.</summary>
internal static class EventBodies
{
    /// <summary>The body as the schema of its name; a body that does not fit is a bug or damage, not an expected failure.</summary>
    public static T Read<T>(this LedgerEvent e, JsonTypeInfo<T> typeInfo) =>
        JsonSerializer.Deserialize(e.Body, typeInfo)
        ?? throw new InvalidDataException($"The body of event {e.Name} at {e.Position.Partition}/{e.Position.Sequence} is null.");

    public static PromptGrid.Domain.Prompts.PromptDocument ReadPrompt(this LedgerDocument document) =>
        JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)
        ?? throw new InvalidDataException($"The document {document.Id} is null.");
}
