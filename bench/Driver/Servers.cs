using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PromptGrid.Bench.Driver;

/// <summary>A server under test: a process of its own on a free loopback port, with fresh data.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly Process _process;

    private Server(string name, Process process, Uri address)
    {
        Name = name;
        _process = process;
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = address };
    }

    public string Name { get; }

    public HttpClient Client { get; }

    /// <summary>From the start of the process to its first answered request.</summary>
    public TimeSpan ColdStart { get; private set; }

    public static async Task<Server> StartAsync(string name, string program, Dictionary<string, string> settings)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in settings) start.Environment[key] = value;
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        start.Environment["ASPNETCORE_URLS"] = url;
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, e) => { if (e.Data is not null) Console.Error.WriteLine(e.Data); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new Server(name, process, new Uri(url));
        while (true)
        {
            try
            {
                using var answer = await server.Client.GetAsync("/healthz/live");
                server.ColdStart = watch.Elapsed;
                return server;
            }
            catch (HttpRequestException) when (watch.Elapsed < TimeSpan.FromSeconds(30) && !process.HasExited)
            {
                await Task.Delay(10);
            }
        }
    }

    /// <summary>The most memory the process ever held, in MiB; 0 where the system does not tell.</summary>
    public double PeakMemoryMib() => StatusMib("VmHWM:");

    /// <summary>The memory the process holds now, in MiB; 0 where the system does not tell.</summary>
    public double MemoryMib() => StatusMib("VmRSS:");

    private double StatusMib(string name)
    {
        var status = $"/proc/{_process.Id}/status";
        if (!File.Exists(status)) return 0;
        var line = File.ReadLines(status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
