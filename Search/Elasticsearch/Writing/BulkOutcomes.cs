using System.Text.Json;

namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>What the status of one change in a bulk answer means.</summary>
internal static class BulkOutcomes
{
    // For script.allowed_types and script.allowed_contexts, and for a server without the language.
    private static readonly string[] ScriptsForbidden = ["cannot execute [", "cannot execute scripts using [", "script_lang not supported"];

    /// <summary>Too busy, not there for a moment, or two writers met at one prompt.</summary>
    public static bool MustBeTriedAgain(BulkChange change, int status) =>
        status is 429 or 502 or 503 or 504 || (status == 409 && change is not BulkChange.Checkpoint);

    /// <summary>True when the index holds, after this, what the change asks for or something newer.</summary>
    public static bool IsDone(BulkChange change, int status, string errorType)
    {
        if (errorType == ElasticsearchRefusal.MissingIndex)
            return false;
        return status is >= 200 and < 300 || change switch
        {
            BulkChange.Delete or BulkChange.Patch => status == 404,
            BulkChange.Checkpoint => status == 409,
            BulkChange.Upsert => false,
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };
    }

    /// <summary>True when the server will not run our script, or cannot: the script is the same for every prompt, so what a
    /// prompt says has no part in it.</summary>
    public static bool IsOfScripts(JsonElement error)
    {
        // A setting that forbids scripts has no name of its own; Elasticsearch says it in words, perhaps as the cause of another.
        for (var cause = error; cause.ValueKind == JsonValueKind.Object;)
        {
            if (Text(cause, "type") is "script_exception" or "general_script_exception" || Text(cause, "reason") is { } reason && Array.Exists(ScriptsForbidden, words => reason.StartsWith(words, StringComparison.Ordinal)))
                return true;
            if (!cause.TryGetProperty("caused_by", out cause))
                return false;
        }

        return false;

        static string? Text(JsonElement json, string name) =>
            json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
