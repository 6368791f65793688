namespace Orleans;

/// <summary>What a storage reads into and writes from.</summary>
public interface IGrainState<T>
{
    /// <summary>The record.</summary>
    T? State { get; set; }

    /// <summary>The version; null when there is no record.</summary>
    string? ETag { get; set; }

    /// <summary>Whether the record exists.</summary>
    bool RecordExists { get; set; }
}
