namespace PromptGrid.Ledger;

/// <summary>Where data-protection keys are kept, so that every node can read what another node protected.</summary>
public interface IKeyStore
{
    /// <summary>All keys as XML, oldest first.</summary>
    ValueTask<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds a key. Durable. A key with this id that exists is left as it is.</summary>
    ValueTask AddAsync(StoredKey key, CancellationToken cancellationToken = default);
}

/// <summary>One data-protection key.</summary>
public sealed record StoredKey(string Id, string Xml);
