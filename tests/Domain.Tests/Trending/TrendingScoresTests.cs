using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Trending;

public sealed class TrendingScoresTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void None_is_empty_in_every_window()
    {
        Assert.All(TrendingWindows.All, w => Assert.Equal(ForwardDecay.Empty, TrendingScores.None[w]));
        Assert.Equal(0, TrendingScores.None.Signals);
    }

    [Fact]
    public void A_signal_counts_in_every_window()
    {
        var scores = TrendingScores.None.Add(TrendingWeights.Save, 1, Now);
        Assert.Equal(1, scores.Signals);
        Assert.All(TrendingWindows.All, w => Assert.Equal(2, ForwardDecay.ValueAt(w, scores[w], Now), 9));
        Assert.All(TrendingWindows.All, w => Assert.Equal(1, ForwardDecay.ValueAt(w, scores[w], Now + w.HalfLife()), 9));
    }

    [Fact]
    public void Many_signals_of_one_time_are_the_same_as_one_by_one() => Seeded.Runs(100, random =>
    {
        var count = random.Next(1, 200);
        var together = TrendingScores.None.Add(TrendingWeights.Like, 3, Now.AddHours(-1)).Add(TrendingWeights.Use, count, Now);
        var single = TrendingScores.None.Add(TrendingWeights.Like, 3, Now.AddHours(-1));
        for (var i = 0; i < count; i++) single = single.Add(TrendingWeights.Use, 1, Now);
        Assert.Equal(single.Signals, together.Signals);
        Assert.All(TrendingWindows.All, w => Assert.Equal(single[w], together[w], 9));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void No_signals_change_nothing(long count)
    {
        var scores = TrendingScores.None.Add(1, 2, Now);
        Assert.Equal(scores, scores.Add(1, count, Now));
    }

    [Fact]
    public void When_the_last_signal_is_taken_back_nothing_is_left_whatever_rounding_did() => Seeded.Runs(200, random =>
    {
        var signals = Enumerable.Range(0, random.Next(1, 50)).Select(_ => (Weight: random.NextDouble() + 0.1, At: Now.AddMinutes(-random.Next(100_000)))).ToArray();
        var scores = signals.Aggregate(TrendingScores.None, (s, signal) => s.Add(signal.Weight, 1, signal.At));
        Assert.Equal(signals.Length, scores.Signals);
        random.Shuffle(signals);
        foreach (var (weight, at) in signals) scores = scores.Subtract(weight, at);
        Assert.Equal(TrendingScores.None, scores);
        Assert.Equal(TrendingScores.None, scores.Subtract(1, Now));
    });

    [Fact]
    public void No_sequence_gives_a_score_that_is_no_number() => Seeded.Runs(300, random =>
    {
        var scores = TrendingScores.None;
        for (var i = 0; i < 200; i++)
        {
            var at = ForwardDecay.Landmark.AddSeconds(random.NextInt64(-1_000_000_000, 2_000_000_000));
            // What is taken back need not have been added: reports may come twice or not at all.
            scores = random.Next(3) > 0 ? scores.Add(TrendingWeights.Use, random.Next(-1, 1_000_000), at) : scores.Subtract(TrendingWeights.Fork, at);
            Assert.True(scores.Signals >= 0);
            foreach (var window in TrendingWindows.All)
            {
                Assert.False(double.IsNaN(scores[window]) || double.IsPositiveInfinity(scores[window]), $"{window} after {i}: {scores}");
                Assert.False(double.IsNaN(ForwardDecay.ValueAt(window, scores[window], at)));
            }
        }
    });
}
