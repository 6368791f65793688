using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Audit;
using PromptGrid.Silo.Audit;
using PromptGrid.Silo.Cluster;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests.InProcess;

/// <summary>Silos and a client in this process, put together as the real ones are; only their connections and their list of
/// members are the testing host's.</summary>
public sealed class SiloGrid : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;
    private readonly IdGenerator _ids = new(TimeProvider.System);

    private SiloGrid(InProcessTestCluster cluster) => _cluster = cluster;

    /// <summary>The grains as an API node sees them.</summary>
    public IGrainFactory Grains => _cluster.Client;

    /// <summary>The services of that node, whose projections nothing feeds.</summary>
    public IServiceProvider ClientServices => _cluster.Client.ServiceProvider;

    /// <summary>The silos that live.</summary>
    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.GetActiveSilos()];

    /// <summary>The reader of a silo that lives.</summary>
    public ILedgerReader Reader => Silos[0].ServiceProvider.GetRequiredService<ILedgerReader>();

    public static async Task<string> DatabaseAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();

    /// <summary>Starts silos on a database. Two grids on one database know nothing of each other.</summary>
    public static async Task<SiloGrid> StartAsync(short silos, string connectionString, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 8 }.ConnectionString,
            ["Search:Provider"] = "None",
            ["Audit:Enabled"] = "false",
        };
        foreach (var (name, value) in settings) all[name] = value;
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ConfigureFileLogging = false;
        builder.Options.UseRealEnvironmentStatistics = true;
        // The directory of the real silos, not the testing host's.
#pragma warning disable ORLEANSEXP003
        builder.Options.UseDistributedGrainDirectory = true;
#pragma warning restore ORLEANSEXP003
        builder.ConfigureSiloHost((_, host) => Configure(host).AddPromptGridSilo(host.Configuration));
        builder.ConfigureClientHost(host => Configure(host).AddPromptGrid(host.Configuration));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SiloGrid(cluster);

        IServiceCollection Configure(IHostApplicationBuilder host)
        {
            host.Logging.ClearProviders();
            host.Configuration.AddInMemoryCollection(all);
            return host.Services;
        }
    }

    /// <summary>Ends a silo without farewell.</summary>
    public async Task KillAsync(InProcessSiloHandle silo)
    {
        try
        {
            await _cluster.KillSiloAsync(silo);
        }
        catch (OperationCanceledException)
        {
            // Its services were given no time to stop, and say so. The testing host did not get as far as to forget it.
            await _cluster.KillSiloAsync(silo);
        }
    }

    /// <summary>Ends a silo as an orchestrator does.</summary>
    public Task StopAsync(InProcessSiloHandle silo) => _cluster.StopSiloAsync(silo);

    /// <summary>The silo that holds this grain in memory; null when none does.</summary>
    public InProcessSiloHandle? HolderOf(GrainId grain)
    {
        var context = _cluster.TryGetGrainContext(grain, out var found) ? found : null;
        return context is null ? null : Silos.FirstOrDefault(s => s.SiloAddress.Equals(context.Address.SiloAddress));
    }

    public async Task<string> RegisterAsync()
    {
        var id = _ids.New(EntityIds.User);
        var answer = await Grains.User(id).RegisterAsync(new UserRegistration("u" + id[^12..], id[^12..] + "@example.com", "hash", null), null);
        return Value(answer).Value.User.Id;
    }

    public async Task<string> PublishAsync(string owner, string title = "A prompt")
    {
        var id = _ids.New(EntityIds.Prompt);
        return Value(await Grains.Prompt(id).PublishAsync(new PublishPrompt(owner, new PromptDraft { Title = title, Content = "Say hello to {{name}}." }))).Value.Prompt.Id;
    }

    /// <summary>Compares everything that is stored.</summary>
    public async Task<AuditReport> AuditAsync()
    {
        var services = Silos[0].ServiceProvider;
        using var access = AuditAccess.Running(services);
        return await AuditPass.CheckAsync(access.Stores, new AuditSettings { PageSize = 500 }, services.GetRequiredService<TimeProvider>(), default);
    }

    /// <summary>What an answer holds that must not be a failure.</summary>
    public static T Value<T>(Result<T> answer) => answer.TryGet(out var value, out var failure) ? value : throw new InvalidOperationException($"{failure.Code}: {failure.Detail}");

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
