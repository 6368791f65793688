using PromptGrid.Ledger.Audit;
using PromptGrid.Ledger.Erasure;

namespace PromptGrid.Ledger;

/// <summary>
/// One ledger in one database: everything that reads and writes it, and its life. Services take the part they need from
/// the container; tools and tests that have no host may own a store.
/// </summary>
/// <remarks>The parts may be handed out at any time, but used only after <see cref="InitializeAsync"/> has
/// completed.</remarks>
public interface ILedgerStore : IAsyncDisposable
{
    ILedger Ledger { get; }

    ILedgerReader Reader { get; }

    ICheckpoints Checkpoints { get; }

    IStateStore States { get; }

    IKeyStore Keys { get; }

    ILedgerAudit Audit { get; }

    ILedgerErasure Erasure { get; }

    /// <summary>Brings the schema up to date, fixes or reads the number of partitions and starts the lanes. Safe to run in
    /// several processes at once; a second call in one process does nothing.</summary>
    /// <exception cref="LedgerSchemaException">The database was written by a newer version of this program.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    /// <exception cref="LedgerInUseException">A repair has the ledger to itself.</exception>
    Task InitializeAsync(CancellationToken cancellationToken = default);

    /// <summary>The same, and keeps every other process out until this store is disposed: for repairs. Where the ledger is a
    /// file, the lock of the data folder does that already.</summary>
    /// <exception cref="LedgerInUseException">Another process has the ledger open; nothing was changed.</exception>
    Task InitializeAloneAsync(CancellationToken cancellationToken = default) => InitializeAsync(cancellationToken);

    /// <summary>Cancelled when others may come in before this store is disposed, although <see cref="InitializeAloneAsync"/>
    /// kept them out: whoever repairs stops then. To be asked for after that call; elsewhere it is never cancelled.</summary>
    CancellationToken AloneLost => CancellationToken.None;

    /// <summary>Opens the ledger only to look at it: nothing is migrated, made or written, and writes are refused
    /// with <see cref="LedgerUnavailableException"/>. Instead of <see cref="InitializeAsync"/>, never beside it.</summary>
    /// <exception cref="LedgerSchemaException">The database is not at this program's schema.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be reached.</exception>
    Task OpenReadOnlyAsync(CancellationToken cancellationToken = default);

    /// <summary>Refuses new work with <see cref="LedgerUnavailableException"/>, and completes when everything accepted
    /// before has been answered. Reads go on.</summary>
    Task DrainAsync();
}
