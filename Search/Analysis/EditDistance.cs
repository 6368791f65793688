namespace PromptGrid.Search.Analysis;

/// <summary>Damerau–Levenshtein distance in its optimal-string-alignment form: how many letters must be inserted, left
/// out, replaced or swapped with a neighbour, none of them twice.</summary>
internal static class EditDistance
{
    public const int TooFar = int.MaxValue;

    /// <summary>The distance, or <see cref="TooFar"/> when it is above <paramref name="limit"/>.</summary>
    /// <param name="aIsPrefix">True to compare <paramref name="a"/> with the nearest prefix of <paramref name="b"/>.</param>
    public static int Between(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit, bool aIsPrefix = false)
    {
        if (aIsPrefix && b.Length > a.Length + limit)
            b = b[..(a.Length + limit)];
        if (Math.Abs(a.Length - b.Length) > limit)
            return TooFar;
        Span<int> before = stackalloc int[b.Length + 1], last = stackalloc int[b.Length + 1], row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var nearest = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(last[j], row[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    cost = Math.Min(cost, before[j - 2] + 1);
                row[j] = cost;
                nearest = Math.Min(nearest, cost);
            }

            // A swap may still reach back one row, so only two rows that are too far end it.
            if (nearest > limit && Smallest(last) > limit)
                return TooFar;
            var free = before;
            before = last;
            last = row;
            row = free;
        }

        var distance = aIsPrefix ? Smallest(last) : last[b.Length];
        return distance <= limit ? distance : TooFar;
    }

    private static int Smallest(ReadOnlySpan<int> row)
    {
        var smallest = int.MaxValue;
        foreach (var value in row)
            smallest = Math.Min(smallest, value);
        return smallest;
    }
}
