using Spectre.Console;

namespace PromptGrid.Cli.Progress;

/// <summary>Picks the view that fits the output.</summary>
internal static class ProgressViews
{
    public static IProgressView For(CommandEnvironment environment)
    {
        if (!environment.OutputIsTerminal) return new PlainProgress(environment.Output, environment.Time);
        var isConsole = ReferenceEquals(environment.Output, Console.Out);
        return new TerminalProgress(AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isConsole ? AnsiSupport.Detect : AnsiSupport.Yes,
            Interactive = isConsole ? InteractionSupport.Detect : InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(environment.Output),
        }));
    }
}
