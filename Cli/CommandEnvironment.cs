namespace PromptGrid.Cli;

/// <summary>Everything around a command that is not its arguments.</summary>
public sealed record CommandEnvironment
{
    /// <summary>Takes results and progress.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Takes what went wrong.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>True: progress is drawn as a moving bar. False: it is written as plain lines.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Reads an environment variable. A tool that is embedded elsewhere may answer in its place.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Asks the user for something nobody may see on the screen; null where there is nobody to ask.</summary>
    public Func<string, CancellationToken, Task<string>>? AskSecret { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The variable's value; null when it is not set or empty.</summary>
    internal string? Given(string variable) => Variable(variable) is { Length: > 0 } value ? value : null;
}
