namespace PromptGrid.Domain.Trending;

/// <summary>
/// The best <see cref="Capacity"/> of the prompts that were reported, in order of score, then of id (newest first).
/// </summary>
/// <remarks>
/// Whoever reports may leave out what cannot enter, judged by a <see cref="Floor"/> it was told. The board therefore
/// remembers the highest score that somebody who is not on it may have: once an entry falls to it, that one may be
/// better, and <see cref="NeedsRefill"/> asks for the true best. Not thread-safe.
/// </remarks>
public sealed class TrendingBoard
{
    public const int Capacity = 200;

    private readonly Dictionary<string, double> _scores = new(StringComparer.Ordinal);
    private readonly SortedSet<(double Score, string Id)> _order = new(Comparer<(double Score, string Id)>.Create(static (a, b) =>
    {
        var byScore = b.Score.CompareTo(a.Score);
        return byScore != 0 ? byScore : string.CompareOrdinal(b.Id, a.Id);
    }));
    private double _leftOutMax = ForwardDecay.Empty;

    /// <summary>Grows with every change of order, score or membership.</summary>
    public long Revision { get; private set; }

    public int Count => _order.Count;

    /// <summary>A score at or below this cannot enter now; −∞ while there is room. It lies one step below the last entry,
    /// because a newer prompt of the same score still enters.</summary>
    public double Floor => _order.Count < Capacity ? ForwardDecay.Empty : Math.BitDecrement(_order.Max.Score);

    public bool NeedsRefill { get; private set; }

    /// <summary>The entries, best first.</summary>
    public IEnumerable<(string Id, double Score)> Entries => _order.Select(e => (e.Id, e.Score));

    /// <summary>Takes note of a prompt's current score; an empty one removes it, and so does one that is no number.</summary>
    /// <returns>True when the board changed.</returns>
    public bool Report(string id, double score)
    {
        if (double.IsNaN(score)) score = ForwardDecay.Empty;
        var known = _scores.TryGetValue(id, out var old);
        if (known && old == score) return false;
        if (!known && (score == ForwardDecay.Empty || (_order.Count >= Capacity && Compare(score, id, _order.Max) >= 0)))
        {
            LeaveOut(score);
            return false;
        }

        if (known) _order.Remove((old, id));
        if (score == ForwardDecay.Empty) _scores.Remove(id);
        else
        {
            _scores[id] = score;
            _order.Add((score, id));
        }

        if (_order.Count > Capacity)
        {
            var last = _order.Max;
            _order.Remove(last);
            _scores.Remove(last.Id);
            LeaveOut(last.Score);
        }

        if (known && score < old && score <= _leftOutMax && _leftOutMax != ForwardDecay.Empty) NeedsRefill = true;
        Revision++;
        return true;
    }

    /// <summary>The floor, as a promise that what is at or below it need not be reported.</summary>
    public double PromiseFloor()
    {
        LeaveOut(Floor);
        return Floor;
    }

    /// <summary>Replaces everything by the true best.</summary>
    /// <returns>True when the board changed.</returns>
    public bool Refill(IEnumerable<(string Id, double Score)> best)
    {
        var before = _order.ToArray();
        _scores.Clear();
        _order.Clear();
        foreach (var (id, score) in best.Take(Capacity))
        {
            if (score > ForwardDecay.Empty && _scores.TryAdd(id, score)) _order.Add((score, id));
        }

        _leftOutMax = _order.Count < Capacity ? ForwardDecay.Empty : _order.Max.Score;
        NeedsRefill = false;
        if (_order.SequenceEqual(before)) return false;
        Revision++;
        return true;
    }

    private void LeaveOut(double score) => _leftOutMax = Math.Max(_leftOutMax, score);

    private static int Compare(double score, string id, (double Score, string Id) other)
    {
        var byScore = other.Score.CompareTo(score);
        return byScore != 0 ? byScore : string.CompareOrdinal(other.Id, id);
    }
}
