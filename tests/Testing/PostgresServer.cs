using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace PromptGrid.Testing;

/// <summary>
/// A PostgreSQL server of the tests' own: a fresh cluster in a temporary folder, reached by a Unix socket in that folder, so
/// that nothing on the machine can collide with it.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // A server under test has two pools, and a test class may start two servers; a machine that is slow fills every pool.
    // Room for eight such classes at once, and for the tests' own connections.
    private const int PoolMax = 32;
    private const int ConnectionsMax = 1000;

    private static readonly Lazy<Task<PostgresServer>> Common = new(() => StartAsync());
    private static int _databases;

    private readonly string _folder;
    private readonly bool _durable;
    private readonly string[] _settings;
    private Process? _guard;
    private Process? _process;

    private PostgresServer(string folder, bool durable, string[] settings)
    {
        _folder = folder;
        _durable = durable;
        _settings = settings;
    }

    /// <summary>Why this machine cannot run one; null when it can.</summary>
    public static string? Obstacle => PostgresBinaries.Obstacle;

    /// <summary>The server that the tests of this process share. It goes when the process ends, however it ends.</summary>
    public static Task<PostgresServer> SharedAsync() => Common.Value;

    /// <summary>Starts a server.</summary>
    /// <param name="durable">True makes commits wait for the disk, as in production; tests that do not cut the power do not
    /// need that.</param>
    /// <param name="folder">An empty folder for its files, which it takes over and clears at the end; without it, a temporary
    /// one.</param>
    /// <param name="settings">Settings of the server, <c>name=value</c>, that go before this class's own.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false, string? folder = null, params string[] settings)
    {
        if (Obstacle is { } obstacle)
            throw new InvalidOperationException(obstacle);
        // Short: the path of a Unix socket must not exceed 107 bytes.
        var server = new PostgresServer(folder ?? Directory.CreateTempSubdirectory("pg-").FullName, durable, settings);
        try
        {
            server.StartGuard();
            await server.InitializeAsync();
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Stops the server as a power cut would. Its files stay.</summary>
    public Task HaltAsync()
    {
        StopServer();
        return Task.CompletedTask;
    }

    /// <summary>Kills the server's first process (SIGKILL) and nothing else: its other processes notice by and by, and what
    /// they were doing goes on until then.</summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Starts a server again that was halted or killed, or that ended by itself.</summary>
    public async Task ResumeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                await LaunchAsync();
                return;
            }
            catch (InvalidOperationException) when (!patience.IsCancellationRequested)
            {
                // It refuses to start beside processes that a killed one left; they are about to go.
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>True while the server's first process runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The Unix socket it listens on.</summary>
    public string Socket => Path.Combine(_folder, ".s.PGSQL.5432");

    /// <summary>Stops the server as a power cut would, and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        if (_guard is null)
            return;
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync();
        _guard.Dispose();
    }

    private string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _folder,
        Username = "postgres",
        Database = database,
        MaxPoolSize = PoolMax,
        ConnectionIdleLifetime = 5,
        ConnectionPruningInterval = 1,
        IncludeErrorDetail = true,
    }.ConnectionString;

    private string Data => Path.Combine(_folder, "data");

    private async Task InitializeAsync()
    {
        if (PostgresBinaries.Account is { } account)
            await RunAsync(Create("chown", account, _folder), "chown");
        await RunAsync(
            AsAccount("initdb", "-D", Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"), "initdb");
    }

    private async Task LaunchAsync()
    {
        var start = AsAccount(
            "postgres",
            "-D", Data,
            "-c", "listen_addresses=",
            "-c", $"unix_socket_directories={_folder}",
            "-c", "shared_buffers=128MB",
            "-c", $"max_connections={ConnectionsMax}",
            "-c", "max_wal_size=2GB",
            "-c", _durable ? "fsync=on" : "fsync=off",
            "-c", "logging_collector=off");
        foreach (var setting in _settings)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }

        _process = Process.Start(start)!;
        // Nobody reads what it says, but a full pipe would stop it.
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"postgres ended with code {_process.ExitCode}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private void StopServer()
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process)
            return;
        // By its own tool, which ends the server's children too; a killed server would leave them behind.
        using var stop = Process.Start(AsAccount("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop"));
        stop!.WaitForExit();
        process.Dispose();
    }

    // A shell that waits until this process closes its end of the pipe, which happens even when it is killed, and then
    // clears away. A handler for the end of the process would not do: test runners kill their host when it takes its time.
    private void StartGuard()
    {
        var stop = AsAccount("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        var guard = Create(
            "/bin/sh",
            ["-c", "cat > /dev/null; \"$@\" > /dev/null 2>&1; rm -rf \"$0\"", _folder, stop.FileName, .. stop.ArgumentList]);
        guard.RedirectStandardInput = true;
        guard.RedirectStandardOutput = false;
        guard.RedirectStandardError = false;
        _guard = Process.Start(guard);
    }

    private static ProcessStartInfo AsAccount(string program, params string[] arguments)
    {
        var path = Path.Combine(PostgresBinaries.Folder!, program);
        return PostgresBinaries.Account is { } account
            ? Create(PostgresBinaries.AccountChanger!, [$"--reuid={account}", $"--regid={Group(account)}", "--clear-groups", path, .. arguments])
            : Create(path, arguments);
    }

    // The account's own group, by number: its name may differ from the account's.
    private static string Group(string account) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == account)[3];

    private static ProcessStartInfo Create(string program, params string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    };

    private static async Task RunAsync(ProcessStartInfo start, string name)
    {
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} failed: {await output}{await error}");
    }
}
