using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using PromptGrid.Domain.Common;
using PromptGrid.Ledger;
using PromptGrid.Projections;
using PromptGrid.Projections.Lineage;
using PromptGrid.Projections.Profiles;
using PromptGrid.Projections.Search;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Silo.Hosting;

/// <summary>What a process that hosts grains needs, in either edition: ledger, search, projections.</summary>
public static class GrainHostServices
{
    /// <summary>Adds the stores that both grains and the API read. Where they are files, a <see cref="DataDirectoryLock"/>
    /// too: resolve it before any of them is opened.</summary>
    public static IServiceCollection AddPromptGridStores(this IServiceCollection services, IConfiguration configuration)
    {
        var data = DataDirectory.From(configuration);
        services.AddSingleton(data);
        if (KeepsFiles(configuration, data)) services.AddSingleton(_ => DataDirectoryLock.Take(data));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator, IdGenerator>();
        services.AddLedger(configuration, data.Ledger);
        services.AddSearch(configuration, data);
        services.AddSingleton<ITrendingStore>(_ => OpenTrending(TargetOf(configuration, data), data));
        services.AddHostedService<StoresInitializer>();
        return services;
    }

    /// <summary>Adds the projections, what wakes them, and what reports commits to them.</summary>
    public static IServiceCollection AddPromptGridProjections(this IServiceCollection services)
    {
        services.AddSingleton<AuthorHandles>();
        services.AddSingleton<LedgerTail>();
        services.AddSingleton<SearchProjection>();
        services.AddSingleton<IProjection>(s => s.GetRequiredService<SearchProjection>());
        services.AddSingleton<IProjection, TrendingProjection>();
        services.AddSingleton<IProjection, LineageProjection>();
        services.AddSingleton<IProjection, ProfilesProjection>();
        services.AddSingleton<LedgerHintPublisher>();
        services.AddSingleton<ILedgerListener>(s => s.GetRequiredService<LedgerHintPublisher>());
        services.AddHostedService(s => s.GetRequiredService<LedgerHintPublisher>());
        services.AddHostedService<ProjectionPump>();
        return services;
    }

    /// <summary>False only when both ledger and search are servers: then many processes may share a machine.</summary>
    private static bool KeepsFiles(IConfiguration configuration, DataDirectory data) =>
        !TargetOf(configuration, data).IsPostgres || SearchComposition.KeepsFiles(configuration);

    private static LedgerTarget TargetOf(IConfiguration configuration, DataDirectory data) =>
        LedgerTarget.Parse(configuration.GetConnectionString(LedgerServiceCollectionExtensions.ConnectionName), data.File(LedgerServiceCollectionExtensions.FileName));

    private static SqlTrendingStore OpenTrending(LedgerTarget target, DataDirectory data)
    {
        if (target.IsPostgres)
        {
            var source = NpgsqlDataSource.Create(target.Value);
            return new SqlTrendingStore(async cancellationToken => await source.OpenConnectionAsync(cancellationToken), takesArrays: true);
        }

        var connectionString = new SqliteConnectionStringBuilder { DataSource = data.ProjectionsFile, DefaultTimeout = 10 }.ToString();
        return new SqlTrendingStore(
            async cancellationToken =>
            {
                var connection = new SqliteConnection(connectionString);
                await connection.OpenAsync(cancellationToken);
                await using var command = connection.CreateCommand();
                // What a power cut takes from this file is read from the ledger again: its checkpoints go with it.
                command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
                await command.ExecuteNonQueryAsync(cancellationToken);
                return connection;
            },
            takesArrays: false);
    }
}
