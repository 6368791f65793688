using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PromptGrid.Ledger;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.Cli.Local;

/// <summary>The local data folder, its stores at hand, and nothing of it running.</summary>
internal sealed class LocalFolder : IAsyncDisposable
{
    private readonly IHost _host;

    private LocalFolder(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public DataDirectory Data => Services.GetRequiredService<DataDirectory>();

    /// <summary>The settings that name the folder, for whatever host is built on it.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(CommandEnvironment environment) =>
        [new(DataDirectory.Setting, environment.Given(DataDirectory.Setting))];

    /// <summary>Finds the folder, with a ledger in it. No file is opened yet.</summary>
    /// <exception cref="CommandException">There is no ledger; nothing was made.</exception>
    public static LocalFolder Find(CommandEnvironment environment)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(Settings(environment));
        RequireLedger(builder.Configuration);
        builder.Logging.ClearProviders();
        builder.Services.AddPromptGrid(builder.Configuration);
        return new LocalFolder(builder.Build());
    }

    /// <summary>Keeps everybody else out until this is disposed.</summary>
    /// <exception cref="DataDirectoryInUseException">Somebody else is in.</exception>
    public void Lock() => Services.GetService<DataDirectoryLock>();

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    private static void RequireLedger(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration[DataDirectory.Setting] is { Length: > 0 } given ? given : "data");
        var target = LedgerTarget.Parse(
            configuration.GetConnectionString(LedgerServiceCollectionExtensions.ConnectionName),
            Path.Combine(folder, LedgerServiceCollectionExtensions.FileName));
        if (!target.IsPostgres && !File.Exists(target.Value))
        {
            throw new CommandException($"There is no ledger '{target.Value}'. Set {DataDirectory.Setting} to the folder that holds it.");
        }
    }
}
