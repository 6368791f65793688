using System.Diagnostics;
using Npgsql;

namespace PromptGrid.Testing;

/// <summary>PostgreSQL's own client programs, run against a database of the tests.</summary>
public static class PostgresTools
{
    /// <summary>Why they cannot be used; null when they can.</summary>
    public static string? Obstacle => PostgresServer.Obstacle
        ?? (PathOf("pg_dump") is not null && PathOf("pg_restore") is not null ? null : "No pg_dump and pg_restore beside the PostgreSQL server programs or in PATH.");

    /// <summary>Runs one of them with the words that name the database put before <paramref name="arguments"/>.</summary>
    public static async Task RunAsync(string program, string connectionString, params string[] arguments)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(PathOf(program)!, ["--host", database.Host!, "--username", database.Username!, "--dbname", database.Database!, .. arguments])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {error}");
    }

    // Beside the server's programs, so that the versions fit, before any other; initdb may be a link to where they are.
    private static string? PathOf(string program)
    {
        if (PostgresBinaries.Folder is not { } folder) return null;
        var linked = File.ResolveLinkTarget(Path.Combine(folder, "initdb"), returnFinalTarget: true) is { } target ? Path.GetDirectoryName(target.FullName)! : folder;
        return new[] { folder, linked }.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(each => Path.Combine(each, program))
            .FirstOrDefault(File.Exists);
    }
}
