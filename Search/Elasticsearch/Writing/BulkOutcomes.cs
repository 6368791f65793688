namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>What the status of one change in a bulk answer means.</summary>
internal static class BulkOutcomes
{
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
}
