using Orleans.Concurrency;

namespace PromptGrid.Grains.Interfaces.Limits;

/// <summary>Counts what one user does lately, whichever nodes they ask. Key: the user's id.</summary>
/// <remarks>In memory only, and small; it stays there until what was used has come back. When its silo dies, or the grain
/// moves, the user has everything again: a limit so kept is never too strict.</remarks>
[Alias("promptgrid.IQuotaGrain")]
public interface IQuotaGrain : IGrainWithStringKey
{
    /// <summary>Takes one use from an action's allowances, from all of them or from none.</summary>
    /// <returns>Zero when it was taken; else how long to wait for one.</returns>
    [AlwaysInterleave, Alias("take")]
    ValueTask<TimeSpan> TakeAsync(ActionQuota quota);

    /// <summary>Gives one use back that came to nothing.</summary>
    [AlwaysInterleave, Alias("give-back")]
    ValueTask GiveBackAsync(ActionQuota quota);
}

/// <summary>How often a user may do something.</summary>
/// <param name="Action">A short name of what is done.</param>
/// <param name="PerMinute">At least 1.</param>
/// <param name="PerHour">At least 1.</param>
[GenerateSerializer, Immutable, Alias("promptgrid.ActionQuota")]
public readonly record struct ActionQuota([property: Id(0)] string Action, [property: Id(1)] int PerMinute, [property: Id(2)] int PerHour);
