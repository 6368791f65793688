namespace PromptGrid.Cli.Tests.Support;

/// <summary>What one run of the command left behind.</summary>
public sealed record CommandResult(int Code, string Output, string Error)
{
    /// <summary>The output's line that begins like this, once trimmed; fails when there is none.</summary>
    public string Line(string start) =>
        Output.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith(start, StringComparison.Ordinal))
        ?? throw new Xunit.Sdk.XunitException($"No line begins with '{start}' in:\n{Output}\n{Error}");
}
