using PromptGrid.Ledger.Memory;
using PromptGrid.Testing;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>An empty database of one store: a folder, or a database on the tests' server.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly string? _folder;

    private TestDatabase(Store store, string target, string? folder)
    {
        Store = store;
        Target = target;
        _folder = folder;
    }

    public Store Store { get; }

    /// <summary>The file's path, or the connection string.</summary>
    public string Target { get; }

    /// <summary>Of a ledger in memory, once it was opened.</summary>
    internal MemoryTables? Tables { get; set; }

    public static async Task<TestDatabase> CreateAsync(Store store)
    {
        if (store == Store.Memory)
            return new TestDatabase(store, "", null);
        if (store == Store.Postgres)
        {
            var server = await PostgresServer.SharedAsync();
            return new TestDatabase(store, await server.CreateDatabaseAsync(), null);
        }

        var folder = Directory.CreateTempSubdirectory("ledger-").FullName;
        return new TestDatabase(store, Path.Combine(folder, "ledger.db"), folder);
    }

    public void Dispose()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
