namespace PromptGrid.Domain.Versions;

/// <summary>A run that two sequences have in common.</summary>
internal readonly record struct SequenceMatch(int From, int To, int Length);

/// <summary>
/// Finds what two sequences have in common: Myers' shortest edit script where that is affordable, and around it anchors
/// that occur once on both sides (patience diff), so that long texts fall apart into short ones.
/// </summary>
/// <remarks>The work is bounded by a <see cref="DiffBudget"/>, whatever the sequences are.</remarks>
internal static class SequenceDiff
{
    /// <summary>Regions up to this size are compared exactly first; larger ones are cut at anchors first.</summary>
    private const int ExactSize = 4_000;

    /// <summary>Insertions and deletions of an exact comparison; its memory grows with the square.</summary>
    private const int EditsMax = 1_000;

    /// <summary>The common runs in order; they never overlap or cross.</summary>
    public static List<SequenceMatch> Matches<T>(IReadOnlyList<T> from, IReadOnlyList<T> to, DiffBudget budget)
        where T : notnull
    {
        var numbers = new Dictionary<T, int>();
        var work = new Work(Number(from, numbers), Number(to, numbers), budget);
        return Merge(work.Run());
    }

    private static int[] Number<T>(IReadOnlyList<T> items, Dictionary<T, int> numbers)
        where T : notnull
    {
        var result = new int[items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            if (!numbers.TryGetValue(items[i], out result[i])) numbers[items[i]] = result[i] = numbers.Count;
        }

        return result;
    }

    private static List<SequenceMatch> Merge(List<SequenceMatch> matches)
    {
        matches.Sort(static (a, b) => a.From.CompareTo(b.From));
        var merged = new List<SequenceMatch>(matches.Count);
        foreach (var match in matches)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.From + last.Length == match.From && last.To + last.Length == match.To)
            {
                merged[^1] = last with { Length = last.Length + match.Length };
            }
            else
            {
                merged.Add(match);
            }
        }

        return merged;
    }

    private readonly record struct Region(int FromStart, int FromEnd, int ToStart, int ToEnd)
    {
        public int Size => FromEnd - FromStart + ToEnd - ToStart;
    }

    private sealed class Work(int[] a, int[] b, DiffBudget budget)
    {
        private readonly List<SequenceMatch> _matches = [];
        private readonly Stack<Region> _open = new();

        public List<SequenceMatch> Run()
        {
            _open.Push(new Region(0, a.Length, 0, b.Length));
            while (_open.TryPop(out var region)) Compare(region);
            return _matches;
        }

        private void Compare(Region whole)
        {
            // Even trimming costs: a region that is looked at pays for its size.
            if (!budget.TryTake(whole.Size)) return;
            var region = Trim(whole);
            if (region.FromStart == region.FromEnd || region.ToStart == region.ToEnd) return;
            var exactFirst = region.Size <= ExactSize;
            if (exactFirst && TryExact(region)) return;
            if (TryAnchors(region)) return;
            if (exactFirst || !TryExact(region)) budget.GiveUp();
        }

        private Region Trim(Region region)
        {
            var (fromStart, fromEnd, toStart, toEnd) = region;
            while (fromStart < fromEnd && toStart < toEnd && a[fromStart] == b[toStart]) (fromStart, toStart) = (fromStart + 1, toStart + 1);
            Match(region.FromStart, region.ToStart, fromStart - region.FromStart);
            while (fromStart < fromEnd && toStart < toEnd && a[fromEnd - 1] == b[toEnd - 1]) (fromEnd, toEnd) = (fromEnd - 1, toEnd - 1);
            Match(fromEnd, toEnd, region.FromEnd - fromEnd);
            return new Region(fromStart, fromEnd, toStart, toEnd);
        }

        private void Match(int from, int to, int length)
        {
            if (length > 0) _matches.Add(new SequenceMatch(from, to, length));
        }

        /// <summary>Myers' greedy algorithm: the furthest point on each diagonal after 0, 1, 2 … edits.</summary>
        private bool TryExact(Region region)
        {
            var n = region.FromEnd - region.FromStart;
            var m = region.ToEnd - region.ToStart;
            var limit = Math.Min(n + m, EditsMax);
            var furthest = new int[(2 * limit) + 3];
            var offset = limit + 1;
            var trace = new List<int[]>();
            for (var edits = 0; edits <= limit; edits++)
            {
                // What one round may cost besides the runs, which are paid for one by one.
                if (!budget.TryTake((2 * edits) + 1)) return false;
                trace.Add(furthest[(offset - edits - 1)..(offset + edits + 2)]);
                for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
                {
                    var down = diagonal == -edits || (diagonal != edits && furthest[offset + diagonal - 1] < furthest[offset + diagonal + 1]);
                    var x = down ? furthest[offset + diagonal + 1] : furthest[offset + diagonal - 1] + 1;
                    var y = x - diagonal;
                    var start = x;
                    while (x < n && y >= 0 && y < m && a[region.FromStart + x] == b[region.ToStart + y]) (x, y) = (x + 1, y + 1);
                    if (!budget.TryTake(x - start)) return false;
                    furthest[offset + diagonal] = x;
                    if (x < n || y < m) continue;
                    Backtrack(region, trace, n, m);
                    return true;
                }
            }

            return false;
        }

        private void Backtrack(Region region, List<int[]> trace, int x, int y)
        {
            for (var edits = trace.Count - 1; edits >= 0; edits--)
            {
                // trace[edits] holds diagonals -edits-1 to edits+1 as they were before that round.
                var before = trace[edits];
                var diagonal = x - y;
                var down = diagonal == -edits || (diagonal != edits && before[edits + diagonal] < before[edits + diagonal + 2]);
                var came = down ? before[edits + diagonal + 2] : before[edits + diagonal] + 1;
                if (edits == 0) came = 0;
                Match(region.FromStart + came, region.ToStart + came - diagonal, x - came);
                (x, y) = down ? (came, came - diagonal - 1) : (came - 1, came - diagonal);
            }
        }

        /// <summary>Cuts the region at elements that occur once on each side, in the longest order both agree on.</summary>
        private bool TryAnchors(Region region)
        {
            var anchors = LongestRise(UniqueInBoth(region));
            if (anchors.Count == 0) return false;
            var (from, to) = (region.FromStart, region.ToStart);
            foreach (var (x, y) in anchors)
            {
                Match(x, y, 1);
                _open.Push(new Region(from, x, to, y));
                (from, to) = (x + 1, y + 1);
            }

            _open.Push(new Region(from, region.FromEnd, to, region.ToEnd));
            return true;
        }

        private List<(int From, int To)> UniqueInBoth(Region region)
        {
            // Per element: where it stands on each side; -1 for nowhere, -2 for more than one place.
            var places = new Dictionary<int, (int From, int To)>();
            for (var i = region.FromStart; i < region.FromEnd; i++)
            {
                places[a[i]] = places.TryGetValue(a[i], out _) ? (-2, -1) : (i, -1);
            }

            for (var i = region.ToStart; i < region.ToEnd; i++)
            {
                if (places.TryGetValue(b[i], out var place)) places[b[i]] = (place.From, place.To == -1 ? i : -2);
            }

            return [.. places.Values.Where(p => p is { From: >= 0, To: >= 0 }).OrderBy(p => p.From)];
        }

        private static List<(int From, int To)> LongestRise(List<(int From, int To)> places)
        {
            var previous = new int[places.Count];
            var ends = new List<int>();
            for (var i = 0; i < places.Count; i++)
            {
                int low = 0, high = ends.Count;
                while (low < high)
                {
                    var middle = (low + high) / 2;
                    if (places[ends[middle]].To < places[i].To) low = middle + 1;
                    else high = middle;
                }

                previous[i] = low > 0 ? ends[low - 1] : -1;
                if (low == ends.Count) ends.Add(i);
                else ends[low] = i;
            }

            var rise = new List<(int, int)>();
            for (var i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = previous[i]) rise.Add(places[i]);
            rise.Reverse();
            return rise;
        }
    }
}
