using PromptGrid.Ledger;
using PromptGrid.Projections.Search;

namespace PromptGrid.Projections.Audit;

/// <summary>What repairs write through. Projections must not run meanwhile.</summary>
public sealed class AuditRepairs(ILedger ledger, SearchProjection search)
{
    private bool _isSearchNew;

    public ILedger Ledger => ledger;

    /// <summary>Writes a prompt into the index as the ledger holds it, or takes it out of it.</summary>
    public Task ReindexAsync(string prompt, CancellationToken cancellationToken) => search.ReindexAsync([prompt], cancellationToken);

    /// <summary>The same where prompts come or go. Then nobody knows what else of the index is torn, because words and texts
    /// are in tables of their own: the first call makes it anew, and only later ones are about single prompts.</summary>
    public Task RestoreAsync(string prompt, CancellationToken cancellationToken) => _isSearchNew ? ReindexAsync(prompt, cancellationToken) : RebuildSearchAsync(cancellationToken);

    /// <summary>Makes the index anew, once: further calls do nothing.</summary>
    public async Task RebuildSearchAsync(CancellationToken cancellationToken)
    {
        if (_isSearchNew) return;
        await search.RebuildAsync(null, cancellationToken);
        _isSearchNew = true;
    }
}
