using System.Diagnostics;
using PromptGrid.Domain.Versions;

namespace PromptGrid.Domain.Tests.Versions;

/// <summary>The longest texts there can be, built to be hard to compare.</summary>
public sealed class DiffWorkTests
{
    private const int Length = 100_000;

    /// <summary>Far above what it takes (about a tenth of it), far below what unbounded work would take (minutes).</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static TheoryData<string> Cases() => ["few words, shuffled", "one letter per line", "unique lines, reversed", "one line of words", "same words in another order", "a million characters", "nothing in common"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_worst_texts_are_compared_in_bounded_time(string name)
    {
        var (from, to) = Texts(name);
        var watch = Stopwatch.StartNew();
        var diff = Compare.Texts(from, to, context: 0);
        Assert.True(watch.Elapsed < Bound, $"{name}: {watch.Elapsed}");
        Assert.NotEmpty(diff.Hunks);
        // However coarse, it is true: what stands on one side alone, with what stands on both, is that side.
        var changes = diff.Hunks.SelectMany(h => h.Lines).ToList();
        Assert.Equal(from.Split('\n').Length - changes.Count(l => l.Kind == DiffKinds.Delete), to.Split('\n').Length - changes.Count(l => l.Kind == DiffKinds.Insert));
    }

    [Fact]
    public void A_small_change_of_the_longest_text_is_told_exactly()
    {
        var lines = Enumerable.Range(0, 5_000).Select(n => $"rule {n % 50} of this").ToArray();
        var from = string.Join('\n', lines);
        lines[2_500] = "rule 0 of that";
        var diff = Compare.Texts(from, string.Join('\n', lines), context: 0);
        Assert.False(diff.Coarse);
        Assert.Equal(["@@ -2501,1 +2501,1", "-rule 0 of [this]", "+rule 0 of [that]"], diff.Unified());
    }

    private static (string From, string To) Texts(string name)
    {
        var random = new Random(7);
        string Repeat(int length, Func<string> next)
        {
            var text = new System.Text.StringBuilder(length + 20);
            while (text.Length < length) text.Append(next());
            return text.ToString(0, length);
        }

        switch (name)
        {
            case "few words, shuffled":
                return (Repeat(Length, () => random.Next(2) == 0 ? "a " : "b "), Repeat(Length, () => random.Next(2) == 0 ? "a " : "b "));
            case "one letter per line":
                return (Repeat(Length, () => (char)('a' + random.Next(3)) + "\n"), Repeat(Length, () => (char)('a' + random.Next(3)) + "\n"));
            case "unique lines, reversed":
                var lines = Enumerable.Range(0, 15_000).Select(n => n.ToString("x", System.Globalization.CultureInfo.InvariantCulture)).ToArray();
                return (string.Join('\n', lines), string.Join('\n', lines.Reverse()));
            case "one line of words":
                return (Repeat(Length, () => random.Next(3_000) + " "), Repeat(Length, () => random.Next(3_000) + " "));
            case "same words in another order":
                var words = Enumerable.Range(0, 16_000).Select(n => "w" + n).ToArray();
                var other = words.ToArray();
                random.Shuffle(other);
                return (string.Join(' ', words), string.Join(' ', other));
            case "a million characters":
                return (Repeat(1_000_000, () => random.Next(9) + "\n"), Repeat(1_000_000, () => random.Next(9) + "\n"));
            default:
                return (Repeat(Length, () => "a\n"), Repeat(Length, () => "b\n"));
        }
    }
}
