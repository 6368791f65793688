using System.Diagnostics;
using Npgsql;

namespace PromptGrid.Testing;

/// <summary>PostgreSQL's own client programs, run against a database of the tests.</summary>
public static class PostgresTools
{
    /// <summary>Why they cannot be used; null when they can.</summary>
    public static string? Obstacle => PostgresServer.Obstacle
        ?? (File.Exists(PathOf("pg_dump")) && File.Exists(PathOf("pg_restore")) ? null : "No pg_dump and pg_restore beside the PostgreSQL server programs.");

    /// <summary>Runs one of them with the words that name the database put before <paramref name="arguments"/>.</summary>
    public static async Task RunAsync(string program, string connectionString, params string[] arguments)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(PathOf(program), ["--host", database.Host!, "--username", database.Username!, "--dbname", database.Database!, .. arguments])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {error}");
    }

    private static string PathOf(string program) => Path.Combine(PostgresBinaries.Folder ?? "", program);
}
