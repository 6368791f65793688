namespace PromptGrid.Testing;

/// <summary>Where this machine keeps the programs of a PostgreSQL server, and as whom they can be run.</summary>
internal static class PostgresBinaries
{
    private static readonly string[] Accounts = ["postgres", "nobody"];

    /// <summary>The folder of <c>initdb</c> and <c>postgres</c>, the newest version first; null when there is none.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>Why no server can be started; null when one can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>The account to run the server as: it refuses to run as root. Null where this process is not root.</summary>
    public static string? Account { get; } = Environment.IsPrivilegedProcess ? FindAccount() : null;

    /// <summary>The program that starts another one as <see cref="Account"/>, in the same process.</summary>
    public static string? AccountChanger { get; } = InPath("setpriv");

    private static string? Find()
    {
        if (InPath("initdb") is { } found && InPath("postgres") is not null)
            return Path.GetDirectoryName(found);
        const string packaged = "/usr/lib/postgresql";
        if (!Directory.Exists(packaged))
            return null;
        return Directory.GetDirectories(packaged)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(folder => IsThere(Path.Combine(folder, "initdb")) && IsThere(Path.Combine(folder, "postgres")));
    }

    private static string? FindObstacle()
    {
        if (OperatingSystem.IsWindows())
            return "PostgreSQL tests start their server on a Unix socket: not on Windows.";
        if (Find() is null)
            return "No PostgreSQL server programs (initdb, postgres) in PATH or /usr/lib/postgresql/*/bin.";
        if (!Environment.IsPrivilegedProcess)
            return null;
        if (InPath("setpriv") is null)
            return "PostgreSQL refuses to run as root, and there is no setpriv to run it as somebody else.";
        return FindAccount() is null ? "PostgreSQL refuses to run as root, and there is no account postgres or nobody." : null;
    }

    private static string? FindAccount()
    {
        var names = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return Accounts.FirstOrDefault(names.Contains);
    }

    private static string? InPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(IsThere);

    // A link whose target was removed is a file too.
    private static bool IsThere(string path) =>
        File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is null or { Exists: true };
}
