namespace PromptGrid.Grains.Interfaces.Accounts;

/// <summary>
/// One feature's part of what the system holds about a user: told to them when they ask for their data, and erased when
/// their account is deleted. A feature that stores anything under a user registers one, in
/// <c>Silo/Hosting/PersonalDataServices.cs</c>; they run in the order of registration.
/// </summary>
public interface IPersonalData
{
    /// <summary>Names the part in an export, such as <c>likes</c>.</summary>
    string Section { get; }

    /// <summary>Everything this feature holds of the user, each as one JSON value; read in pages, in no more memory than one
    /// page needs.</summary>
    IAsyncEnumerable<string> ExportAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes everything of the user away, in batches that share the ledger with others; public counters stay exact. The account
    /// is a tombstone already. Idempotent, and goes on where it was broken off; it runs once more some time later, for what
    /// requests that were under way may have added.
    /// </summary>
    /// <exception cref="Exception">Something is left: it is tried again.</exception>
    Task EraseAsync(string userId, CancellationToken cancellationToken);
}
