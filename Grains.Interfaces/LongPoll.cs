namespace PromptGrid.Grains.Interfaces;

/// <summary>Calls that wait for something to happen.</summary>
public static class LongPoll
{
    /// <summary>The longest that a grain lets its caller wait.</summary>
    public static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(20);

    /// <summary>When the caller gives up: some time after the grain should have answered. For <c>[ResponseTimeout]</c>.</summary>
    public const string Timeout = "00:00:30";
}
