namespace PromptGrid.Cli;

/// <summary>What the command's exit codes mean. Scripts rely on them.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It did not work, or was asked for in the wrong way. One sentence says why.</summary>
    public const int Error = 1;

    /// <summary>An import is through, but some of its lines could not be taken.</summary>
    public const int SomeLinesFailed = 2;

    /// <summary><c>db check</c> found drift, or left some after repairing what it could.</summary>
    public const int DriftLeft = 3;

    /// <summary>Somebody stopped it (128 + SIGINT, as shells have it).</summary>
    public const int Stopped = 130;
}
