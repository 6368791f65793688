using System.Collections.Immutable;

namespace PromptGrid.Domain.Versions;

/// <summary>Compares texts line by line, and changed lines word by word. Pure; its work is bounded by the budget.</summary>
internal static class TextDiffer
{
    /// <summary>Words are shown only when at least this part of the longer side stayed: two sentences that share their
    /// commas are two sentences.</summary>
    private const double ResemblanceMin = 0.25;

    /// <param name="context">Equal lines shown around a change.</param>
    public static TextDiff Compare(string from, string to, int context, DiffBudget budget)
    {
        var (a, b) = (Lines(from), Lines(to));
        var lines = new List<DiffLine>();
        int inserted = 0, deleted = 0, x = 0, y = 0;
        foreach (var match in SequenceDiff.Matches(a, b, budget).Append(new SequenceMatch(a.Length, b.Length, 0)))
        {
            deleted += match.From - x;
            inserted += match.To - y;
            AddChange(lines, a.AsSpan(x, match.From - x), b.AsSpan(y, match.To - y), x, y, budget);
            for (var i = 0; i < match.Length; i++) lines.Add(new DiffLine(DiffKinds.Equal, match.From + i + 1, match.To + i + 1, a[match.From + i]));
            (x, y) = (match.From + match.Length, match.To + match.Length);
        }

        return new TextDiff(inserted, deleted, budget.IsSpent, Hunks(lines, context));
    }

    /// <summary>An empty text has no line; any other has one more than line feeds. A carriage return belongs to its line.</summary>
    private static string[] Lines(string text) => text.Length == 0 ? [] : text.Split('\n');

    private static void AddChange(List<DiffLine> lines, ReadOnlySpan<string> deleted, ReadOnlySpan<string> inserted, int x, int y, DiffBudget budget)
    {
        var words = deleted.IsEmpty || inserted.IsEmpty ? null : Words(deleted, inserted, budget);
        for (var i = 0; i < deleted.Length; i++) lines.Add(new DiffLine(DiffKinds.Delete, x + i + 1, null, deleted[i], Parts(words?.From, i)));
        for (var i = 0; i < inserted.Length; i++) lines.Add(new DiffLine(DiffKinds.Insert, null, y + i + 1, inserted[i], Parts(words?.To, i)));
    }

    /// <summary>Parts of one line; none for a line of which nothing stayed.</summary>
    private static ImmutableArray<DiffPart>? Parts(List<ImmutableArray<DiffPart>>? lines, int line) =>
        lines is null || lines[line].All(p => p.Kind != DiffKinds.Equal || string.IsNullOrWhiteSpace(p.Text)) ? null : lines[line];

    private static (List<ImmutableArray<DiffPart>> From, List<ImmutableArray<DiffPart>> To)? Words(ReadOnlySpan<string> deleted, ReadOnlySpan<string> inserted, DiffBudget budget)
    {
        var a = WordSplitter.Split(string.Join('\n', deleted!));
        var b = WordSplitter.Split(string.Join('\n', inserted!));
        var matches = SequenceDiff.Matches(a, b, budget);
        var stayed = matches.Sum(m => Enumerable.Range(m.From, m.Length).Sum(i => Weight(a[i])));
        if (stayed < ResemblanceMin * Math.Max(a.Sum(Weight), b.Sum(Weight))) return null;
        return (Side(a, [.. matches.Select(m => (m.From, m.Length))], DiffKinds.Delete), Side(b, [.. matches.Select(m => (m.To, m.Length))], DiffKinds.Insert));

        static int Weight(string word) => char.IsLetterOrDigit(word[0]) || char.IsSurrogate(word[0]) ? word.Length : 0;
    }

    /// <summary>The words of one side as parts, line by line.</summary>
    private static List<ImmutableArray<DiffPart>> Side(List<string> words, IReadOnlyList<(int Start, int Length)> equal, string otherwise)
    {
        var lines = new List<ImmutableArray<DiffPart>>();
        var line = new PartList();
        var next = 0;
        for (var i = 0; i < words.Count; i++)
        {
            while (next < equal.Count && i >= equal[next].Start + equal[next].Length) next++;
            if (words[i] == "\n")
            {
                lines.Add(line.Drain());
                continue;
            }

            line.Add(next < equal.Count && i >= equal[next].Start ? DiffKinds.Equal : otherwise, words[i]);
        }

        lines.Add(line.Drain());
        return lines;
    }

    private static ImmutableArray<DiffHunk> Hunks(List<DiffLine> lines, int context)
    {
        var hunks = ImmutableArray.CreateBuilder<DiffHunk>();
        for (var at = 0; ;)
        {
            var first = lines.FindIndex(at, IsChanged);
            if (first < 0) return hunks.DrainToImmutable();
            var start = Math.Max(at, first - context);
            // Two changes whose surroundings touch are one place.
            var last = first;
            while (lines.FindIndex(last + 1, Math.Min((2 * context) + 1, lines.Count - last - 1), IsChanged) is var more && more >= 0) last = more;
            at = Math.Min(lines.Count, last + context + 1);
            hunks.Add(Hunk(lines, start, at));
        }

        static bool IsChanged(DiffLine line) => line.Kind != DiffKinds.Equal;
    }

    private static DiffHunk Hunk(List<DiffLine> lines, int start, int end)
    {
        var shown = lines.GetRange(start, end - start);
        var from = shown.Count(l => l.From is not null);
        var to = shown.Count(l => l.To is not null);
        return new DiffHunk(
            shown.Find(l => l.From is not null)?.From ?? lines.FindLast(start - 1, l => l.From is not null),
            from,
            shown.Find(l => l.To is not null)?.To ?? lines.FindLast(start - 1, l => l.To is not null, isTo: true),
            to,
            [.. shown]);
    }

    /// <summary>The number of the last line at or before a place that has one; 0 when none has.</summary>
    private static int FindLast(this List<DiffLine> lines, int place, Func<DiffLine, bool> has, bool isTo = false)
    {
        for (; place >= 0; place--)
        {
            if (has(lines[place])) return (isTo ? lines[place].To : lines[place].From)!.Value;
        }

        return 0;
    }

    private sealed class PartList
    {
        private readonly List<DiffPart> _parts = [];
        private readonly System.Text.StringBuilder _text = new();
        private string _kind = "";

        public void Add(string kind, string word)
        {
            if (kind != _kind) Flush();
            _kind = kind;
            _text.Append(word);
        }

        public ImmutableArray<DiffPart> Drain()
        {
            Flush();
            var parts = _parts.ToImmutableArray();
            _parts.Clear();
            return parts;
        }

        private void Flush()
        {
            if (_text.Length > 0) _parts.Add(new DiffPart(_kind, _text.ToString()));
            _text.Clear();
        }
    }
}
