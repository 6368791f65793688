using System.Diagnostics;

namespace PromptGrid.Cluster.Tests;

/// <summary>Asks again until something holds.</summary>
internal static class Eventually
{
    /// <summary>Fails when it does not hold within 20 seconds, or the given patience.</summary>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> HoldsAsync(string what, Func<Task<bool>> holds, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(watch.Elapsed < (patience ?? TimeSpan.FromSeconds(20)), $"Never: {what}.");
            await Task.Delay(100);
        }

        return watch.Elapsed;
    }
}
