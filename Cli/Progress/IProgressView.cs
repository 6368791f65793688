namespace PromptGrid.Cli.Progress;

/// <summary>Shows how far a command is.</summary>
internal interface IProgressView
{
    /// <summary>Shows the steps of <paramref name="work"/> while it runs. What it showed last stays.</summary>
    Task RunAsync(Func<IProgressSteps, Task> work);
}

/// <summary>Opens the steps of one piece of work, one after the other.</summary>
internal interface IProgressSteps
{
    IProgressStep Begin(string title);
}

/// <summary>One step. Safe to report to from any thread.</summary>
internal interface IProgressStep
{
    /// <param name="total">Null while nobody knows.</param>
    /// <param name="text">The whole state in words; it alone is shown where there are no bars. May have lines.</param>
    void Report(long done, long? total, string text);

    /// <summary>The step is through; <paramref name="text"/> is always shown.</summary>
    void Complete(string text);
}
