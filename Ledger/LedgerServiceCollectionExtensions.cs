using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Ledger.Postgres;
using PromptGrid.Ledger.Sqlite;
using System.Diagnostics.Metrics;

namespace PromptGrid.Ledger;

/// <summary>
/// Adds a ledger: <see cref="ILedgerStore"/> and its parts <see cref="ILedger"/>, <see cref="ILedgerReader"/>,
/// <see cref="ICheckpoints"/>, <see cref="IStateStore"/>, <see cref="IKeyStore"/>, <see cref="Audit.ILedgerAudit"/> and <see cref="Erasure.ILedgerErasure"/>, all singletons.
/// </summary>
/// <remarks>
/// A host opens the ledger before it starts any hosted service and drains it after the last one has stopped. Without a host,
/// call <see cref="ILedgerStore.InitializeAsync"/> first. The parts may be injected anywhere, but used only after that.
/// </remarks>
public static class LedgerServiceCollectionExtensions
{
    /// <summary>The name of the connection string.</summary>
    public const string ConnectionName = "Ledger";

    /// <summary>The file in the data folder that holds a SQLite ledger.</summary>
    public const string FileName = "ledger.db";

    /// <summary>
    /// Adds the ledger that <c>ConnectionStrings:Ledger</c> names: PostgreSQL where it has a host, or is a
    /// <c>postgres://</c> address; otherwise the SQLite file after <c>Data Source=</c>; without a connection string,
    /// <c>ledger.db</c> in <paramref name="dataDirectory"/>. Reads <see cref="LedgerOptions"/> from the section <c>Ledger</c>.
    /// </summary>
    public static IServiceCollection AddLedger(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        services.AddOptions<LedgerOptions>().Bind(configuration.GetSection("Ledger"));
        var target = LedgerTarget.Parse(configuration.GetConnectionString(ConnectionName), Path.Combine(dataDirectory, FileName));
        return target.IsPostgres ? services.AddPostgresLedger(target.Value) : services.AddSqliteLedger(target.Value);
    }

    /// <summary>Adds a ledger in one SQLite file, which is created when it does not exist.</summary>
    public static IServiceCollection AddSqliteLedger(this IServiceCollection services, string path) =>
        services.AddStore(context => new SqliteLedgerStore(path, context));

    /// <summary>Adds a ledger in a PostgreSQL database, which must exist and may be empty.</summary>
    public static IServiceCollection AddPostgresLedger(this IServiceCollection services, string connectionString) =>
        services.AddStore(context => new PostgresLedgerStore(connectionString, context));

    /// <summary>Adds a ledger in a store of the caller's making.</summary>
    internal static IServiceCollection AddStore(this IServiceCollection services, Func<LedgerContext, ILedgerStore> create)
    {
        services.AddMetrics();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LedgerOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => new LedgerMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddSingleton(provider => create(new LedgerContext(
            provider.GetRequiredService<IOptions<LedgerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<LedgerMetrics>(),
            provider.GetRequiredService<ILoggerFactory>(),
            () => [.. provider.GetServices<ILedgerListener>()],
            provider.GetService<IFaultPoint>())));
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Ledger);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Reader);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Checkpoints);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().States);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Keys);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Audit);
        services.AddSingleton(provider => provider.GetRequiredService<ILedgerStore>().Erasure);
        // First in the list: IHostedLifecycleService.StartingAsync runs before any StartAsync, in the order of registration.
        services.Insert(0, ServiceDescriptor.Singleton<IHostedService, LedgerHostedService>());
        return services;
    }
}
