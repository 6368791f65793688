using System.Diagnostics;

namespace PromptGrid.Api.Tests.Support;

/// <summary>The one way to wait here: asks again until an answer suits, or fails with the last one.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Repeats <paramref name="assert"/> until it holds; a list that is still empty where an item is read does not.</summary>
    public static async Task HoldsAsync(Func<Task> assert, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await assert();
                return;
            }
            catch (Exception e) when (e is Xunit.Sdk.XunitException or KeyNotFoundException or IndexOutOfRangeException && watch.Elapsed < (patience ?? Patience))
            {
                await Task.Delay(Pause);
            }
        }
    }

    /// <summary>Repeats <paramref name="ask"/> until its answer suits.</summary>
    public static async Task<T> AsksUntilAsync<T>(Func<Task<T>> ask, Func<T, bool> suits, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (suits(answer)) return answer;
            Assert.True(watch.Elapsed < (patience ?? Patience), $"Waited in vain; the last answer was {answer}.");
            await Task.Delay(Pause);
        }
    }
}
