using System.Runtime.InteropServices;
using PromptGrid.Cli;
using Spectre.Console;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var environment = new CommandEnvironment
{
    Output = Console.Out,
    Error = Console.Error,
    OutputIsTerminal = !Console.IsOutputRedirected,
    AskSecret = Console.IsInputRedirected || Console.IsOutputRedirected
        ? null
        : (question, cancellationToken) => new TextPrompt<string>(Markup.Escape(question)).Secret(null).ShowAsync(AnsiConsole.Console, cancellationToken),
};
return await PromptGridCommand.RunAsync(args, environment, stopping.Token);

// The first signal asks for an orderly end; the second one is the system's to answer.
void Stop(PosixSignalContext signal)
{
    if (stopping.IsCancellationRequested) return;
    signal.Cancel = true;
    stopping.Cancel();
}
