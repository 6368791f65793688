using Orleans.Concurrency;

namespace PromptGrid.Grains.Interfaces.Notifications;

/// <summary>Tells those who watch a user's inbox that it changed. Key: the user's id. Keeps nothing: what is in the inbox is
/// in its store.</summary>
[Alias("promptgrid.IInboxGrain")]
public interface IInboxGrain : IGrainWithStringKey
{
    /// <summary>The inbox may have changed. A hint: losing it only makes a watcher see the change later.</summary>
    [AlwaysInterleave, OneWay, Alias("touch")]
    Task TouchAsync();

    /// <summary>Completes when the inbox was touched after <paramref name="change"/>, or after
    /// <paramref name="patience"/>.</summary>
    /// <returns>What to wait for next.</returns>
    [Idempotent, AlwaysInterleave, ResponseTimeout(LongPoll.Timeout), Alias("wait")]
    Task<long> WaitAsync(long change, TimeSpan patience);
}
