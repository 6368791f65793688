using System.Diagnostics;

namespace PromptGrid.Deployment.Tests;

/// <summary>Runs a tool of this machine.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <exception cref="System.ComponentModel.Win32Exception">There is no such tool.</exception>
    public static (int ExitCode, string Output, string Errors) Run(string program, IEnumerable<string> arguments, string input = "", params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (process.WaitForExit(Patience)) return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"{program} did not end.");
    }
}
