using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Storage;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Projections.Audit;

/// <summary>What an audit reads. Nothing here is written to.</summary>
/// <param name="Search">Null where the index cannot be looked through: it is left out.</param>
/// <param name="Trending">Null where there are no scores yet: they are left out.</param>
/// <param name="Tables">Of feeds and inboxes; null where there are none yet.</param>
public sealed record AuditStores(ILedgerAudit Ledger, ILedgerReader Reader, ICheckpoints Checkpoints, ISearchAudit? Search, ITrendingStore? Trending, ProjectionTables? Tables);
