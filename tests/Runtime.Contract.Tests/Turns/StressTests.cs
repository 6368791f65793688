using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace PromptGrid.Runtime.Contract.Tests.Turns;

public sealed class StressTests : ContractTest
{
    [Theory]
    [InlineData(20250301)]
    [InlineData(4711)]
    public async Task Many_callers_on_many_grains_that_come_and_go_lose_nothing_and_never_collide(int seed)
    {
        const int Callers = 16;
        const int CallsPerCaller = 2_000;
        const int Keys = 25;
        var grains = Enumerable.Range(0, Keys)
            .Select(i => Host.Client.GetGrain<IStressGrain>(i.ToString(CultureInfo.InvariantCulture))).ToArray();
        var ledger = Host.GrainServices.GetRequiredService<StressLedger>();
        var expected = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var random = new Random(seed + caller);
            var added = new int[Keys];
            for (var i = 0; i < CallsPerCaller; i++)
            {
                var key = random.Next(Keys);
                if (random.Next(4) == 0)
                {
                    await AcceptedAsync(async () => await grains[key].PeekAsync());
                    continue;
                }
                var (awaits, deactivate) = (random.Next(3), random.Next(20) == 0);
                await AcceptedAsync(() => grains[key].AddAsync(awaits, deactivate));
                added[key]++;
            }
            return added;
        })));
        for (var key = 0; key < Keys; key++)
        {
            await grains[key].FlushAsync();
            var sum = expected.Sum(each => each[key]);
            Assert.True(
                sum == ledger.Sum(key.ToString(CultureInfo.InvariantCulture)),
                $"Seed {seed}: grain {key} should have counted {sum} but counted {ledger.Sum(key.ToString(CultureInfo.InvariantCulture))}.");
        }
        Assert.Empty(ledger.Violations);
    }

    /// <summary>Makes a call again that was rejected, which means that it was not executed. Orleans passes a call on to the next
    /// activation twice; when that one ends as well before the call's turn, it rejects the call.</summary>
    private async Task AcceptedAsync(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (OrleansMessageRejectionException) when (Host.RejectsAfterForwarding)
            {
                // The next activation gets it.
            }
        }
    }
}
