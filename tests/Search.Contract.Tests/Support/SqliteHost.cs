using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromptGrid.Search.Sqlite;

namespace PromptGrid.Search.Contract.Tests.Support;

/// <summary>The SQLite index in a folder of its own, which goes with it.</summary>
public sealed class SqliteHost : ISearchIndexHost
{
    private readonly ServiceProvider _services;
    private readonly bool _deletesFolder;

    private SqliteHost(string folder, bool deletesFolder, ManualTime time, Action<SearchOptions>? configure, ILoggerProvider? logs)
    {
        Folder = folder;
        Time = time;
        _deletesFolder = deletesFolder;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(time);
        services.AddLogging(l =>
        {
            l.SetMinimumLevel(LogLevel.Trace);
            if (logs is not null)
                l.AddProvider(logs);
        });
        _services = services.AddSqliteSearch(Path.Combine(folder, "search.db"), configure).BuildServiceProvider();
        Index = _services.GetRequiredService<ISearchIndex>();
    }

    public string Folder { get; }

    public ISearchIndex Index { get; }

    public ManualTime Time { get; }

    public IServiceProvider Services => _services;

    public static async Task<SqliteHost> StartAsync(Action<SearchOptions>? configure = null, ILoggerProvider? logs = null)
    {
        var host = new SqliteHost(Directory.CreateTempSubdirectory("promptgrid-search-").FullName, true, new ManualTime(), configure, logs);
        await host.Index.InitializeAsync();
        return host;
    }

    /// <summary>A host on a folder that outlives it.</summary>
    public static async Task<SqliteHost> OpenAsync(string folder)
    {
        var host = new SqliteHost(folder, false, new ManualTime(), null, null);
        await host.Index.InitializeAsync();
        return host;
    }

    public Task RefreshAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (_deletesFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
