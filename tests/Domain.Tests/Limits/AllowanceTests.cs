using PromptGrid.Domain.Limits;

namespace PromptGrid.Domain.Tests.Limits;

public sealed class AllowanceTests
{
    private static readonly Allowance SixAMinute = new(6, TimeSpan.FromMinutes(1));
    private static readonly long Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).UtcTicks;

    private static long After(double seconds) => Now + TimeSpan.FromSeconds(seconds).Ticks;

    private static long Used(int times, long restoredAt = 0)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Equal(TimeSpan.Zero, SixAMinute.Wait(restoredAt, Now));
            restoredAt = SixAMinute.Take(restoredAt, Now);
        }

        return restoredAt;
    }

    [Fact]
    public void As_many_as_allowed_at_once_then_one_each_interval()
    {
        var used = Used(6);
        Assert.Equal(TimeSpan.FromSeconds(10), SixAMinute.Wait(used, Now));
        Assert.Equal(TimeSpan.FromSeconds(1), SixAMinute.Wait(used, After(9)));
        Assert.Equal(TimeSpan.Zero, SixAMinute.Wait(used, After(10)));
        used = SixAMinute.Take(used, After(10));
        Assert.Equal(TimeSpan.FromSeconds(10), SixAMinute.Wait(used, After(10)));
        Assert.Equal(TimeSpan.Zero, SixAMinute.Wait(used, After(70)));
    }

    [Fact]
    public void What_is_given_back_was_never_used() => Assert.Equal(TimeSpan.Zero, SixAMinute.Wait(SixAMinute.GiveBack(Used(6)), Now));

    [Fact]
    public void Nobody_saves_up_more_than_all_of_it()
    {
        var used = SixAMinute.GiveBack(SixAMinute.GiveBack(0));
        Assert.Equal(TimeSpan.FromSeconds(10), SixAMinute.Wait(Used(6, used), Now));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_nobody_wait_longer_than_an_interval_for_one()
    {
        Assert.Equal(TimeSpan.FromSeconds(10), SixAMinute.Wait(Used(6), After(-3_600)));
    }

    [Fact]
    public void Within_any_span_of_time_no_more_is_done_than_is_said()
    {
        var random = new Random(3);
        var allowance = new Allowance(5, TimeSpan.FromSeconds(50));
        var done = new List<double>();
        long used = 0;
        var second = 0.0;
        for (var i = 0; i < 5_000; i++)
        {
            second += random.NextDouble() * 6;
            if (allowance.Wait(used, After(second)) > TimeSpan.Zero) continue;
            used = allowance.Take(used, After(second));
            done.Add(second);
        }

        Assert.True(done.Count > 400);
        for (var from = 0; from < done.Count; from++)
        {
            for (var to = from; to < Math.Min(done.Count, from + 20); to++) Assert.True(to - from + 1 <= 5 + ((done[to] - done[from]) / 10) + 1e-6);
        }
    }
}
