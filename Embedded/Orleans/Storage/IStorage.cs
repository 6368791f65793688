namespace Orleans.Core;

/// <summary>A stored record with an etag.</summary>
public interface IStorage
{
    /// <summary>The version that was last read or written; null when there is no record.</summary>
    string? Etag { get; }

    /// <summary>Whether the record exists.</summary>
    bool RecordExists { get; }

    /// <summary>Deletes the record.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else wrote it since it was read.</exception>
    Task ClearStateAsync();

    /// <summary>Writes the record; durable, as far as the storage is, when the task completes.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else wrote it since it was read.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the record anew; changes that were not written are lost.</summary>
    Task ReadStateAsync();

    /// <inheritdoc cref="ClearStateAsync()"/>
    Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

    /// <inheritdoc cref="WriteStateAsync()"/>
    Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

    /// <inheritdoc cref="ReadStateAsync()"/>
    Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
}
