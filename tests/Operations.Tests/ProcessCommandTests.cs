using System.Diagnostics;
using Npgsql;
using PromptGrid.Operations.Tests.Support;
using PromptGrid.Testing;

namespace PromptGrid.Operations.Tests;

/// <summary>What the server's program does when it is not asked to serve.</summary>
public sealed class ProcessCommandTests
{
    [PostgresFact]
    public async Task Migrate_brings_an_empty_database_to_the_newest_schema_and_ends_and_a_second_time_changes_nothing()
    {
        await using var database = await PostgresServer.StartAsync();
        var connectionString = await database.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        (string, string)[] settings = [("ConnectionStrings__Ledger", connectionString), ("Search__Provider", "None"), ("PROMPTGRID_DATA", folder.Path("never-made"))];

        var first = await RunAsync(["migrate"], settings);
        Assert.True(first.ExitCode == 0, first.Output);
        await using var source = NpgsqlDataSource.Create(connectionString);
        var applied = await CountAsync(source, "SELECT count(*) FROM schema_migrations");
        Assert.True(applied >= 3);
        Assert.Equal(1, await CountAsync(source, "SELECT count(*) FROM pg_tables WHERE tablename = 'trending_scores'"));

        var second = await RunAsync(["migrate"], settings);
        Assert.True(second.ExitCode == 0, second.Output);
        Assert.Equal(applied, await CountAsync(source, "SELECT count(*) FROM schema_migrations"));
        // In a container whose files cannot be written, it must not want a folder.
        Assert.False(Directory.Exists(folder.Path("never-made")));
    }

    [Fact]
    public async Task Migrate_fails_with_a_word_where_no_database_answers()
    {
        var (exitCode, output) = await RunAsync(["migrate"], ("ConnectionStrings__Ledger", NoDatabase()), ("Search__Provider", "None"));
        Assert.Equal(1, exitCode);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.NotEmpty(output);
    }

    [Fact]
    public async Task A_server_that_finds_no_database_says_so_last_and_ends()
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output) = await RunAsync([], ("ConnectionStrings__Ledger", NoDatabase()), ("Search__Provider", "None"), ("PROMPTGRID_DATA", folder.Path("grid")), ("ASPNETCORE_URLS", "http://127.0.0.1:0"));
        Assert.Equal(1, exitCode);
        Assert.Contains("The ledger's database cannot be reached", output.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_zero_while_the_server_is_ready_and_one_when_nobody_answers()
    {
        using var folder = new TemporaryFolder();
        var grid = await GridProcess.StartAsync(folder.Path("grid"));
        // As in a container, where the server listens everywhere.
        var urls = ("ASPNETCORE_URLS", $"http://+:{grid.EndPoint.Port}");
        await using (grid)
        {
            await Until.HoldsAsync(async () => (await grid.Client.GetAsync("/healthz/ready")).IsSuccessStatusCode, "ready after the start");
            var ready = await RunAsync(["health"], urls);
            Assert.True(ready.ExitCode == 0, ready.Output);
        }

        Assert.Equal(1, (await RunAsync(["health"], urls)).ExitCode);
    }

    // Of a port that was free a moment ago.
    private static string NoDatabase()
    {
        using var port = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        port.Start();
        return $"Host=127.0.0.1;Port={((System.Net.IPEndPoint)port.LocalEndpoint).Port};Database=none;Username=none";
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, "PromptGrid.Api.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output + await errors);
    }
}
