using PromptGrid.Domain.Notifications;

namespace PromptGrid.Domain.Tests.Notifications;

public sealed class LikeDigestTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 5)]
    [InlineData(4, 5)]
    [InlineData(5, 10)]
    [InlineData(10, 20)]
    [InlineData(49, 50)]
    [InlineData(9_999, 10_000)]
    [InlineData(10_000, 20_000)]
    public void The_next_step_is_the_next_of_1_2_5_10_and_so_on(long count, long step) => Assert.Equal(step, LikeDigest.StepAbove(count));

    [Fact]
    public void Ten_thousand_likes_pass_thirteen_steps()
    {
        var (steps, count) = (0, 0L);
        while ((count = LikeDigest.StepAbove(count)) <= 10_000) steps++;
        Assert.Equal(13, steps);
    }

    [Fact]
    public void A_window_is_a_day_in_universal_time()
    {
        Assert.Equal("2026-01-01", LikeDigest.WindowOf(new DateTimeOffset(2026, 1, 2, 0, 30, 0, TimeSpan.FromHours(1))));
        Assert.Equal("2026-01-02", LikeDigest.WindowOf(new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)));
    }
}
