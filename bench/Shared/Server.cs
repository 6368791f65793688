using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace PromptGrid.Bench;

/// <summary>A server under test: a process of its own on a free loopback port, with fresh data.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);

    private readonly string _program;
    private readonly Dictionary<string, string> _settings;
    private readonly Action<string>? _log;
    private readonly string[] _arguments;
    private Process? _process;

    private Server(string name, string program, Dictionary<string, string> settings, Action<string>? log, string[] arguments)
    {
        Name = name;
        _arguments = arguments;
        _program = program;
        _settings = settings;
        _log = log;
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}");
        _settings["ASPNETCORE_URLS"] = url;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(url) };
    }

    public string Name { get; }

    public HttpClient Client { get; }

    /// <summary>The running process, or the one that ran last.</summary>
    public int ProcessId => Started.Id;

    /// <summary>True when the process ended, by itself or killed.</summary>
    public bool HasExited => Started.HasExited;

    private Process Started => _process ?? throw new InvalidOperationException($"{_program} was not started.");

    /// <summary>From the start of the process to its first answered request.</summary>
    public TimeSpan ColdStart { get; private set; }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="log">Takes each line the program prints; without it, errors go to this process's own.</param>
    public static async Task<Server> StartAsync(string name, string program, Dictionary<string, string> settings, Action<string>? log = null, params string[] arguments)
    {
        var server = new Server(name, program, settings, log, arguments);
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A program that was built in Release before this one ran.</summary>
    public static string Program(string project, string name, string edition = "Embedded", [CallerFilePath] string here = "")
    {
        var root = Path.GetDirectoryName(here);
        while (root is not null && !File.Exists(Path.Combine(root, "PromptGrid.sln"))) root = Path.GetDirectoryName(root);
        return Path.Combine(root ?? throw new InvalidOperationException("This was not built in the repository."), "artifacts", edition, "bin", project, "release", name);
    }

    /// <summary>Ends the process as <c>kill -9</c> does: it gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        Started.Kill();
        await Started.WaitForExitAsync();
    }

    /// <summary>Starts the program again, with the same data and on the same port, and waits until it answers.</summary>
    public async Task RestartAsync()
    {
        Started.Dispose();
        await LaunchAsync();
    }

    /// <summary>The most memory the process ever held, in MiB; 0 where the system does not tell.</summary>
    public double PeakMemoryMib() => StatusMib("VmHWM:");

    /// <summary>The memory the process holds now, in MiB; 0 where the system does not tell.</summary>
    public double MemoryMib() => StatusMib("VmRSS:");

    private double StatusMib(string name)
    {
        var status = $"/proc/{ProcessId}/status";
        if (!File.Exists(status)) return 0;
        var line = File.ReadLines(status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        // It may never have started.
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task LaunchAsync()
    {
        var start = new ProcessStartInfo(_program, _arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _settings) start.Environment[key] = value;
        var watch = Stopwatch.StartNew();
        var process = _process = Process.Start(start) ?? throw new InvalidOperationException($"{_program} did not start.");
        process.OutputDataReceived += (_, e) => { if (e.Data is not null) _log?.Invoke(e.Data); };
        process.ErrorDataReceived += (_, e) => { if (e.Data is not null) (_log ?? Console.Error.WriteLine)(e.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (true)
        {
            try
            {
                using var patience = new CancellationTokenSource(StartTimeout);
                using var answer = await Client.GetAsync("/healthz/live", patience.Token);
                ColdStart = watch.Elapsed;
                return;
            }
            catch (HttpRequestException) when (watch.Elapsed < StartTimeout && !process.HasExited)
            {
                await Task.Delay(10);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
