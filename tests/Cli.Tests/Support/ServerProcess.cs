using System.Diagnostics;

namespace PromptGrid.Cli.Tests.Support;

/// <summary>A server in a process of its own, which can be killed.</summary>
public sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts the server; complete when it listens.</summary>
    public static async Task<ServerProcess> StartAsync(string data)
    {
        var server = new ServerProcess(Start(data));
        using var timeout = new CancellationTokenSource(StartMax);
        while (await server._process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
        {
            if (!line.Contains("Now listening on", StringComparison.Ordinal)) continue;
            // Nobody reads on, and a full pipe would stop it.
            server._process.StandardOutput.Close();
            return server;
        }

        throw new InvalidOperationException("The server ended: " + await server._process.StandardError.ReadToEndAsync(timeout.Token));
    }

    /// <summary>Starts a server that is expected to refuse, and waits for its end.</summary>
    public static async Task<(int Code, string Error)> RunToEndAsync(string data)
    {
        using var process = Start(data);
        using var timeout = new CancellationTokenSource(StartMax);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
            var error = await process.StandardError.ReadToEndAsync(timeout.Token);
            await output;
            await process.WaitForExitAsync(timeout.Token);
            return (process.ExitCode, error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>Ends it as kill -9 does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(string data)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "PromptGrid.Api.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PROMPTGRID_DATA"] = data, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" },
        };
        return Process.Start(start)!;
    }
}
