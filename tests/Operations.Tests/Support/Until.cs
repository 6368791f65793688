using System.Diagnostics;

namespace PromptGrid.Operations.Tests.Support;

/// <summary>Asks again until something holds, or fails when the patience is over.</summary>
public static class Until
{
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> holds, string what, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < (patience ?? TimeSpan.FromSeconds(20)), $"Waited in vain: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return watch.Elapsed;
    }
}
