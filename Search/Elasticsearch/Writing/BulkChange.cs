namespace PromptGrid.Search.Elasticsearch.Writing;

/// <summary>What a change does; it says which refusals are as good as done.</summary>
internal enum BulkChange
{
    /// <summary>A prompt's text and values, where its revision is above the stored one.</summary>
    Upsert,

    Delete,

    /// <summary>Counters or a score of a prompt that may be unknown.</summary>
    Patch,

    /// <summary>A checkpoint, where it is above the stored one.</summary>
    Checkpoint,
}
