namespace PromptGrid.Ledger;

/// <summary>Small grain state that is not the ledger's: one versioned JSON value per (grain, name).</summary>
public interface IStateStore
{
    /// <summary>The value and its etag, or null.</summary>
    ValueTask<StoredState?> ReadAsync(string grain, string name, CancellationToken cancellationToken = default);

    /// <summary>Writes durably if the stored etag is still <paramref name="etag"/> (null: nothing is stored).</summary>
    /// <returns>The new etag, or null when the etag did not match and nothing was written.</returns>
    ValueTask<string?> WriteAsync(string grain, string name, string body, string? etag, CancellationToken cancellationToken = default);

    /// <summary>Deletes the value if its etag is <paramref name="etag"/>; false when it was not.</summary>
    ValueTask<bool> ClearAsync(string grain, string name, string? etag, CancellationToken cancellationToken = default);
}

/// <summary>A stored value.</summary>
public sealed record StoredState(string Body, string Etag);
