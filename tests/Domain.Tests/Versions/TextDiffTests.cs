using PromptGrid.Domain.Tests.Common;
using PromptGrid.Domain.Versions;

namespace PromptGrid.Domain.Tests.Versions;

public sealed class TextDiffTests
{
    [Fact]
    public void Equal_texts_have_no_hunks()
    {
        foreach (var text in (string[])["", "a", "a\nb\n", "\n\n"])
        {
            var diff = Compare.Texts(text, text);
            Assert.Equal((0, 0, false, 0), (diff.Inserted, diff.Deleted, diff.Coarse, diff.Hunks.Length));
        }
    }

    [Fact]
    public void A_changed_word_is_marked_in_its_line() => Assert.Equal(
        ["@@ -1,3 +1,3", " You are a pirate.", "-Answer in [English], briefly.", "+Answer in [French], briefly.", " Thanks."],
        Compare.Texts("You are a pirate.\nAnswer in English, briefly.\nThanks.", "You are a pirate.\nAnswer in French, briefly.\nThanks.").Unified());

    [Fact]
    public void Lines_that_share_nothing_have_no_words() => Assert.Equal(
        ["@@ -1,1 +1,1", "-One fine morning, early.", "+2 + 2 = 4."], Compare.Texts("One fine morning, early.", "2 + 2 = 4.").Unified());

    [Fact]
    public void Inserted_and_deleted_lines_are_told_with_their_numbers()
    {
        Assert.Equal(["@@ -1,2 +1,3", " a", "+b", " c"], Compare.Texts("a\nc", "a\nb\nc").Unified());
        Assert.Equal(["@@ -1,3 +1,2", " a", "-b", " c"], Compare.Texts("a\nb\nc", "a\nc").Unified());
        Assert.Equal(["@@ -0,0 +1,2", "+a", "+b"], Compare.Texts("", "a\nb").Unified());
        Assert.Equal(["@@ -1,1 +0,0", "-a"], Compare.Texts("a", "").Unified());
        Assert.Equal(["@@ -1,1 +1,2", " a", "+"], Compare.Texts("a", "a\n").Unified());
    }

    [Fact]
    public void A_side_without_lines_names_the_line_before_the_place()
    {
        Assert.Equal(["@@ -2,0 +3,1", "+x"], Compare.Texts("a\nb\nc", "a\nb\nx\nc", context: 0).Unified());
        Assert.Equal(["@@ -3,1 +2,0", "-x"], Compare.Texts("a\nb\nx\nc", "a\nb\nc", context: 0).Unified());
    }

    [Fact]
    public void Changes_far_apart_are_hunks_of_their_own_and_near_ones_are_one()
    {
        var from = string.Join('\n', Enumerable.Range(1, 30).Select(n => $"line {n}"));
        var far = Compare.Texts(from, from.Replace("line 5\n", "five\n", StringComparison.Ordinal).Replace("line 25\n", "twenty-five\n", StringComparison.Ordinal), context: 3);
        Assert.Equal([(2, 7, 2, 7), (22, 7, 22, 7)], far.Hunks.Select(h => (h.FromLine, h.FromLines, h.ToLine, h.ToLines)));
        var near = Compare.Texts(from, from.Replace("line 5\n", "five\n", StringComparison.Ordinal).Replace("line 11\n", "eleven\n", StringComparison.Ordinal), context: 3);
        Assert.Equal([(2, 13, 2, 13)], near.Hunks.Select(h => (h.FromLine, h.FromLines, h.ToLine, h.ToLines)));
        Assert.Equal((2, 2), (near.Inserted, near.Deleted));
    }

    [Fact]
    public void Words_of_scripts_without_spaces_are_compared_by_character() => Assert.Equal(
        ["@@ -1,1 +1,1", "-你是[英]语老师 👍", "+你是[法]语老师 👍"], Compare.Texts("你是英语老师 👍", "你是法语老师 👍").Unified());

    [Fact]
    public void The_edit_is_the_shortest_there_is()
    {
        // The classic pair of Myers' paper: five edits.
        var diff = Compare.Texts("a\nb\nc\na\nb\nb\na", "c\nb\na\nb\na\nc");
        Assert.Equal(5, diff.Inserted + diff.Deleted);
    }

    [Fact]
    public void A_difference_taken_back_and_applied_gives_both_texts() => Seeded.Runs(400, random =>
    {
        var from = RandomText(random);
        var to = random.Next(4) == 0 ? RandomText(random) : Mutate(random, from);
        var diff = Compare.Texts(from, to);
        Assert.Equal(from == to, diff.Hunks.IsEmpty);
        Assert.False(diff.Coarse);
        var lines = diff.Hunks.SelectMany(h => h.Lines).ToList();
        Assert.Equal(diff.Deleted, lines.Count(l => l.Kind == DiffKinds.Delete));
        Assert.Equal(diff.Inserted, lines.Count(l => l.Kind == DiffKinds.Insert));
        var (old, now) = (Lines(from), Lines(to));
        foreach (var line in lines)
        {
            if (line.From is { } f) Assert.Equal(old[f - 1], line.Text);
            if (line.To is { } t) Assert.Equal(now[t - 1], line.Text);
            if (line.Words is { } words) Assert.Equal(line.Text, string.Concat(words.Select(w => w.Text)));
        }

        // What no hunk shows is equal on both sides.
        var (shownFrom, shownTo) = (lines.Select(l => l.From).ToHashSet(), lines.Select(l => l.To).ToHashSet());
        Assert.Equal(old.Where((_, i) => !shownFrom.Contains(i + 1)), now.Where((_, i) => !shownTo.Contains(i + 1)));
    });

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static string RandomText(Random random) => string.Join('\n', Enumerable.Range(0, random.Next(40)).Select(_ => RandomLine(random)));

    private static string RandomLine(Random random) => string.Join(' ', Enumerable.Range(0, random.Next(6)).Select(_ => new[] { "alpha", "beta", "gamma", "{{x}}", "1.5", "é" }[random.Next(6)]));

    private static string Mutate(Random random, string text)
    {
        var lines = text.Split('\n').ToList();
        for (var i = random.Next(5); i > 0; i--)
        {
            var at = random.Next(lines.Count);
            if (random.Next(3) == 0) lines.Insert(at, RandomLine(random));
            else if (random.Next(2) == 0 && lines.Count > 1) lines.RemoveAt(at);
            else lines[at] += " delta";
        }

        return string.Join('\n', lines);
    }
}
