using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Postgres;
using PromptGrid.Projections;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Lineage;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Profiles;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Storage;
using PromptGrid.Projections.Trending;
using PromptGrid.Silo.Audit;

namespace PromptGrid.Silo.Hosting;

/// <summary>What a process that hosts grains needs, in either edition: ledger, search, projections.</summary>
public static class GrainHostServices
{
    /// <summary>Adds the stores that both grains and the API read, and what reads a user's data from them. Where they are files, a <see cref="DataDirectoryLock"/>
    /// too: resolve it before any of them is opened.</summary>
    public static IServiceCollection AddPromptGridStores(this IServiceCollection services, IConfiguration configuration)
    {
        var data = DataDirectory.From(configuration);
        services.AddSingleton(data);
        if (KeepsFiles(configuration, data))
        {
            data.Create();
            services.AddSingleton(_ => DataDirectoryLock.Take(data));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator, IdGenerator>();
        services.AddLedger(configuration, data.Ledger);
        services.AddPromptGridSearch(configuration, data);
        services.AddTrendingStore(TargetOf(configuration, data), data);
        services.AddSocialStores(TargetOf(configuration, data), data);
        services.AddHostedService<StoresInitializer>();
        services.AddPersonalData();
        return services;
    }

    /// <summary>Adds the projections as objects that nothing feeds: for tools that read or rebuild what they keep.</summary>
    public static IServiceCollection AddPromptGridProjections(this IServiceCollection services)
    {
        services.AddSingleton<AuthorHandles>();
        services.AddSingleton<ProjectionMetrics>();
        services.AddSingleton<CommitTraces>();
        services.AddSingleton<ILedgerListener>(s => s.GetRequiredService<CommitTraces>());
        services.AddSingleton<LedgerTail>();
        services.AddSingleton<ILedgerListener>(s => s.GetRequiredService<LedgerTail>());
        services.AddSingleton<SearchProjection>();
        services.AddSingleton<IProjection>(s => s.GetRequiredService<SearchProjection>());
        services.AddSingleton<IProjection, TrendingProjection>();
        services.AddSingleton<IProjection, LineageProjection>();
        services.AddSingleton<IProjection, ProfilesProjection>();
        services.AddSingleton<IProjection, FeedProjection>();
        services.AddSingleton<IProjection, NotificationsProjection>();
        return services;
    }

    /// <summary>Adds what wakes the projections, and what reports commits to them: for processes that host grains.</summary>
    public static IServiceCollection AddPromptGridWakers(this IServiceCollection services)
    {
        services.AddSingleton<LedgerHintPublisher>();
        services.AddSingleton<ILedgerListener>(s => s.GetRequiredService<LedgerHintPublisher>());
        services.AddHostedService(s => s.GetRequiredService<LedgerHintPublisher>());
        services.AddHostedService<ProjectionPump>();
        services.AddHostedService<ErasurePump>();
        return services;
    }

    /// <summary>Adds the settings of grains.</summary>
    public static IServiceCollection AddPromptGridGrainOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SecondAccountsOptions>().Bind(configuration.GetSection("SecondAccounts")).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Adds the background audit with its settings from the section <c>Audit</c>. Of all processes on one ledger
    /// one at a time audits.</summary>
    public static IServiceCollection AddPromptGridAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AuditOptions>().Bind(configuration.GetSection("Audit")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static s => new AuditTurns(s.GetRequiredService<ILedgerStore>().States, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AuditMetrics>();
        services.AddHostedService<AuditService>();
        return services;
    }

    /// <summary>False only when both ledger and search are servers: then many processes may share a machine.</summary>
    private static bool KeepsFiles(IConfiguration configuration, DataDirectory data) =>
        !TargetOf(configuration, data).IsPostgres || SearchServices.KeepsFile(configuration);

    internal static LedgerTarget TargetOf(IConfiguration configuration, DataDirectory data) =>
        LedgerTarget.Parse(configuration.GetConnectionString(LedgerServiceCollectionExtensions.ConnectionName), data.File(LedgerServiceCollectionExtensions.FileName));

    private static void AddTrendingStore(this IServiceCollection services, LedgerTarget target, DataDirectory data)
    {
        if (!target.IsPostgres)
        {
            services.AddSingleton<ITrendingStore>(_ => OpenTrendingFile(data));
            return;
        }

        // In the container, so that its connections are closed with it.
        services.AddKeyedSingleton(nameof(SqlTrendingStore), (_, _) => PostgresSource.Create(target.Value));
        services.AddSingleton<ITrendingStore>(s => OpenTrending(s.GetRequiredKeyedService<NpgsqlDataSource>(nameof(SqlTrendingStore))));
    }

    /// <summary>Adds the stores of feeds and inboxes.</summary>
    private static void AddSocialStores(this IServiceCollection services, LedgerTarget target, DataDirectory data)
    {
        // The container has the source of connections already, and closes it.
        services.AddSingleton(s => target.IsPostgres
            ? new ProjectionTables(async cancellationToken => await s.GetRequiredKeyedService<NpgsqlDataSource>(nameof(SqlTrendingStore)).OpenConnectionAsync(cancellationToken), isPostgres: true)
            : OpenTablesFile(data));
        services.AddSingleton<IFeedStore, SqlFeedStore>();
        services.AddSingleton<INotificationStore, SqlNotificationStore>();
    }

    internal static SqlTrendingStore OpenTrending(NpgsqlDataSource source) =>
        new(async cancellationToken => await source.OpenConnectionAsync(cancellationToken), takesArrays: true);

    /// <param name="readOnly">True: the file must exist and stays as it is.</param>
    internal static SqlTrendingStore OpenTrendingFile(DataDirectory data, bool readOnly = false) => new(OpenFile(data, readOnly), takesArrays: false);

    /// <param name="readOnly">True: the file must exist and stays as it is.</param>
    internal static ProjectionTables OpenTablesFile(DataDirectory data, bool readOnly = false) => new(OpenFile(data, readOnly), isPostgres: false);

    private static Func<CancellationToken, ValueTask<DbConnection>> OpenFile(DataDirectory data, bool readOnly)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = data.ProjectionsFile, DefaultTimeout = 10, Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWriteCreate }.ToString();
        return async cancellationToken =>
        {
            var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            if (readOnly) return connection;
            await using var command = connection.CreateCommand();
            // What a power cut takes from this file is read from the ledger again: its checkpoints go with it.
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        };
    }
}
