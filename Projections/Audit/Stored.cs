using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Audit;

/// <summary>Reads what may be damaged.</summary>
internal static class Stored
{
    /// <summary>The document; null when it cannot be read or says that it is another one.</summary>
    public static T? Read<T>(LedgerDocument document, JsonTypeInfo<T> type, Func<T, string> idOf)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(document.Body, type) is { } value && idOf(value) == document.Id ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The event's body; null when it cannot be read, and then the projections have put it aside as well.</summary>
    public static T? Read<T>(LedgerEvent e, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(e.Body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
