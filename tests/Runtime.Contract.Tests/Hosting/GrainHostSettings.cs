namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>What a test may want of its host.</summary>
public sealed record GrainHostSettings
{
    /// <summary>The name of the stream provider.</summary>
    public const string Streams = "hints";

    /// <summary>The name of the grain storage.</summary>
    public const string Storage = "store";

    /// <summary>How many calls may wait for one activation.</summary>
    public int MailboxLimit { get; init; } = 10_000;
}
