namespace PromptGrid.Api.Media;

/// <summary>Keeps the bytes of files by keys such as <c>ab/name</c>; the part before the slash is the shard. What a key holds
/// never changes.</summary>
/// <remarks>Every method throws <see cref="MediaUnavailableException"/> when the store cannot do its work.</remarks>
public interface IMediaStore
{
    /// <summary>Keeps a copy of a local file. Durable, and visible only when it is whole.</summary>
    Task PutAsync(string key, string path, string contentType, CancellationToken cancellationToken);

    /// <summary>The bytes; null when there are none.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes the bytes; does nothing when there are none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>What a shard holds, in no particular order.</summary>
    IAsyncEnumerable<StoredMedia> ListAsync(string shard, CancellationToken cancellationToken);
}

public readonly record struct StoredMedia(string Key, DateTimeOffset ModifiedAt);

/// <summary>The store of uploads could not be reached or refused to work.</summary>
public sealed class MediaUnavailableException(string message, Exception inner) : Exception(message, inner);
