using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Trending;

namespace PromptGrid.Domain.Tests.Trending;

public sealed class TrendingBoardTests
{
    private const int Capacity = TrendingBoard.Capacity;

    [Fact]
    public void Entries_stand_by_score_and_then_newest_first()
    {
        var board = new TrendingBoard();
        foreach (var (id, score) in new[] { ("a", 1.0), ("c", 2.0), ("b", 2.0), ("d", 0.5) }) Assert.True(board.Report(id, score));
        Assert.Equal([("c", 2.0), ("b", 2.0), ("a", 1.0), ("d", 0.5)], board.Entries);
        Assert.Equal((4, 4L, ForwardDecay.Empty, false), (board.Count, board.Revision, board.Floor, board.NeedsRefill));
    }

    [Fact]
    public void An_empty_score_and_one_that_is_no_number_remove_an_entry_and_add_none()
    {
        var board = new TrendingBoard();
        board.Report("a", 1);
        board.Report("b", 2);
        Assert.False(board.Report("c", ForwardDecay.Empty));
        Assert.False(board.Report("c", double.NaN));
        Assert.True(board.Report("a", ForwardDecay.Empty));
        Assert.True(board.Report("b", double.NaN));
        Assert.Empty(board.Entries);
        Assert.False(board.NeedsRefill);
    }

    [Fact]
    public void A_board_that_never_was_full_needs_no_refill_whatever_falls()
    {
        var board = new TrendingBoard();
        board.PromiseFloor();
        for (var i = 0; i < Capacity - 1; i++) board.Report($"p{i}", i);
        for (var i = 0; i < Capacity - 1; i++) board.Report($"p{i}", i % 2 == 0 ? -1_000 : ForwardDecay.Empty);
        Assert.False(board.NeedsRefill);
    }

    [Fact]
    public void A_score_at_or_below_the_floor_never_enters_and_one_above_always_does() => Seeded.Runs(200, random =>
    {
        var board = Full(random, 10);
        Assert.Equal(Math.BitDecrement(board.Entries.Last().Score), board.Floor);
        Assert.False(board.Report("zzz", board.Floor));
        Assert.False(board.Report("zzz", board.Floor - random.NextDouble()));
        Assert.True(board.Report("zzz", Math.BitIncrement(board.Floor)), "A newer prompt of the last score enters.");
        Assert.Equal(Capacity, board.Count);
    });

    [Fact]
    public void An_entry_that_falls_to_what_was_left_out_asks_for_a_refill()
    {
        var board = new TrendingBoard();
        for (var i = 0; i < Capacity; i++) board.Report($"p{i:000}", 10);
        Assert.False(board.Report("a", 10));
        Assert.True(board.Report("p000", 11));
        Assert.False(board.NeedsRefill);
        Assert.True(board.Report("p000", 10));
        Assert.True(board.NeedsRefill);
        board.Refill([("x", 1)]);
        Assert.False(board.NeedsRefill);
        Assert.Equal([("x", 1.0)], board.Entries);
    }

    [Fact]
    public void Told_of_everything_the_board_is_the_top_of_the_sorted_list() => Seeded.Runs(15, random =>
    {
        var truth = new Dictionary<string, double>();
        var board = new TrendingBoard();
        for (var step = 0; step < 900; step++)
        {
            var id = $"p{random.Next(400):000}";
            var score = random.Next(12) == 0 ? ForwardDecay.Empty : random.Next(60);
            truth[id] = score;
            ReportAndCheckRevision(board, id, score);
            if (board.NeedsRefill) RefillAndCheckRevision(board, Top(truth));
            if (step % 10 == 0) Assert.Equal(Top(truth), board.Entries);
        }

        Assert.Equal(Capacity, board.Count);
    });

    [Fact]
    public void Told_only_of_what_passes_the_promised_floor_the_board_is_still_the_true_top() => Seeded.Runs(15, random =>
    {
        var truth = new Dictionary<string, double>();
        var board = new TrendingBoard();
        var floor = board.PromiseFloor();
        var (filtered, refills) = (0, 0);
        for (var batch = 0; batch < 300; batch++)
        {
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                var id = $"p{random.Next(500):000}";
                var old = truth.GetValueOrDefault(id, ForwardDecay.Empty);
                var score = truth[id] = Move(random, old, batch);
                // The reporter's rule: neither could it enter nor was it in.
                if (score <= floor && old < floor) filtered++;
                else ReportAndCheckRevision(board, id, score);
            }

            if (board.NeedsRefill)
            {
                RefillAndCheckRevision(board, Top(truth));
                refills++;
            }

            Assert.Equal(Top(truth), board.Entries);
            // An answer may be late as long as the floor only rose: then the old promise is merely generous.
            if (random.Next(3) > 0 || board.Floor < floor) floor = board.PromiseFloor();
        }

        Assert.True(filtered > 0 && refills > 0, $"The run shows nothing: {filtered} filtered, {refills} refills.");
    });

    [Fact]
    public void Refilling_with_what_is_there_changes_nothing() => Seeded.Runs(50, random =>
    {
        var board = Full(random, 1_000);
        var revision = board.Revision;
        Assert.False(board.Refill(board.Entries.ToList()));
        Assert.Equal(revision, board.Revision);
        Assert.True(board.Refill(board.Entries.Skip(1).ToList()));
        Assert.Equal(revision + 1, board.Revision);
    });

    [Fact]
    public void A_refill_takes_no_more_than_fits_and_nothing_empty_or_twice()
    {
        var board = new TrendingBoard();
        board.Refill([("a", 2), ("a", 1), ("b", ForwardDecay.Empty), ("c", double.NaN), ("d", 1)]);
        Assert.Equal([("a", 2.0), ("d", 1.0)], board.Entries);
        board.Refill(Enumerable.Range(0, 1_000).Select(i => ($"p{i:000}", 1_000.0 - i)));
        Assert.Equal((Capacity, "p199"), (board.Count, board.Entries.Last().Id));
    }

    private static TrendingBoard Full(Random random, int scores)
    {
        var board = new TrendingBoard();
        for (var i = 0; i < Capacity + 50; i++) board.Report($"p{i:000}", random.Next(scores));
        Assert.Equal(Capacity, board.Count);
        return board;
    }

    private static double Move(Random random, double old, int batch) => random.Next(8) switch
    {
        0 => ForwardDecay.Empty,
        1 when old != ForwardDecay.Empty => old - random.Next(3),
        _ => batch / 20 + random.Next(20),
    };

    private static List<(string Id, double Score)> Top(Dictionary<string, double> truth) =>
        [.. truth.Where(t => t.Value != ForwardDecay.Empty).OrderByDescending(t => t.Value).ThenByDescending(t => t.Key, StringComparer.Ordinal).Take(Capacity).Select(t => (t.Key, t.Value))];

    private static void ReportAndCheckRevision(TrendingBoard board, string id, double score) => CheckRevision(board, () => board.Report(id, score));

    private static void RefillAndCheckRevision(TrendingBoard board, List<(string Id, double Score)> best) => CheckRevision(board, () => board.Refill(best));

    private static void CheckRevision(TrendingBoard board, Func<bool> change)
    {
        var before = board.Entries.ToList();
        var revision = board.Revision;
        var changed = change();
        Assert.Equal(changed, !before.SequenceEqual(board.Entries));
        Assert.Equal(revision + (changed ? 1 : 0), board.Revision);
    }
}
