using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Ledger;
using PromptGrid.Projections.Audit;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Storage;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;
using PromptGrid.Search.Sqlite;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Silo.Audit;

/// <summary>Finds what an audit reads, in a process whose stores are open, or on a data folder that nobody has open.</summary>
public sealed class AuditAccess : IDisposable
{
    private readonly IDisposable? _search;
    private readonly CancellationToken _aloneLost;

    private AuditAccess(AuditStores stores, AuditRepairs? repairs, IDisposable? search, CancellationToken aloneLost = default)
    {
        Stores = stores;
        Repairs = repairs;
        _search = search;
        _aloneLost = aloneLost;
    }

    public AuditStores Stores { get; }

    /// <summary>Null where nothing may be written.</summary>
    public AuditRepairs? Repairs { get; }

    /// <summary>The stores of a running process, which its own projections write to: to be looked at only.</summary>
    public static AuditAccess Running(IServiceProvider services) => new(StoresOf(services), null, null);

    /// <summary>Opens the stores so that nothing is made, migrated or written. The caller holds the folder's lock.</summary>
    public static async Task<AuditAccess> OpenReadOnlyAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ILedgerStore>().OpenReadOnlyAsync(cancellationToken);
        var data = services.GetRequiredService<DataDirectory>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var target = GrainHostServices.TargetOf(configuration, data);
        // Scores that were never written are none: the projection makes them when the server starts.
        ITrendingStore? trending = target.IsPostgres ? services.GetRequiredService<ITrendingStore>()
            : File.Exists(data.ProjectionsFile) ? GrainHostServices.OpenTrendingFile(data, readOnly: true) : null;
        var tables = target.IsPostgres ? services.GetRequiredService<ProjectionTables>()
            : File.Exists(data.ProjectionsFile) ? GrainHostServices.OpenTablesFile(data, readOnly: true) : null;
        var stores = StoresOf(services) with { Trending = trending, Tables = tables };
        if (!SearchServices.KeepsFile(configuration)) return new AuditAccess(stores, null, null);
        var search = SqliteSearchAudit.Open(data.SearchFile);
        return new AuditAccess(stores with { Search = search }, null, search);
    }

    /// <summary>Opens the stores to repair them, upgraded to this program's version first. The caller holds the folder's
    /// lock; where the ledger is a database, nobody else may have it open, and nobody gets in meanwhile.</summary>
    /// <exception cref="LedgerInUseException">Another process has the ledger open.</exception>
    public static async Task<AuditAccess> OpenForRepairAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var store = services.GetRequiredService<ILedgerStore>();
        await store.InitializeAloneAsync(cancellationToken);
        await services.GetRequiredService<ISearchIndex>().InitializeAsync(cancellationToken);
        await services.GetRequiredService<ITrendingStore>().InitializeAsync(cancellationToken);
        await services.GetRequiredService<IFeedStore>().InitializeAsync(cancellationToken);
        await services.GetRequiredService<INotificationStore>().InitializeAsync(cancellationToken);
        return new AuditAccess(StoresOf(services), new AuditRepairs(services.GetRequiredService<ILedger>(), services.GetRequiredService<SearchProjection>()), null, store.AloneLost);
    }

    /// <summary>Mends what can be mended, see <see cref="AuditPass.RepairAsync"/>. Only where <see cref="Repairs"/> is
    /// something.</summary>
    /// <exception cref="LedgerInUseException">Others may have come in meanwhile; what was mended until then stays.</exception>
    public async Task<(AuditReport Found, AuditReport Left)> RepairAsync(AuditSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var repairs = Repairs ?? throw new InvalidOperationException("These stores are open to be looked at only.");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aloneLost);
        try
        {
            return await AuditPass.RepairAsync(Stores, repairs, settings, time, either.Token);
        }
        catch (OperationCanceledException) when (_aloneLost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new LedgerInUseException("The connection that kept others out of the ledger broke, so the repair stopped. Run it again, with every server and silo stopped.");
        }
    }

    public void Dispose() => _search?.Dispose();

    private static AuditStores StoresOf(IServiceProvider services)
    {
        var store = services.GetRequiredService<ILedgerStore>();
        return new AuditStores(store.Audit, store.Reader, store.Checkpoints, services.GetService<ISearchAudit>(), services.GetService<ITrendingStore>(), services.GetService<ProjectionTables>());
    }
}
