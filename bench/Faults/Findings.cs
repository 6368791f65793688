namespace PromptGrid.Bench.Faults;

/// <summary>What a verification found wrong.</summary>
internal sealed class Findings
{
    private const int DetailsShown = 12;

    private readonly List<string> _details = [];

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    /// <summary>Wrong in another way than lost or counted twice.</summary>
    public int Other { get; private set; }

    public bool IsClean => Lost + Doubled + Other == 0;

    public IEnumerable<string> Details => _details.Count <= DetailsShown ? _details : [.. _details.Take(DetailsShown), $"… and {_details.Count - DetailsShown} more"];

    public void AddLost(string what)
    {
        Lost++;
        _details.Add("lost: " + what);
    }

    public void AddDoubled(string what)
    {
        Doubled++;
        _details.Add("twice: " + what);
    }

    public void AddOther(string what)
    {
        Other++;
        _details.Add(what);
    }

    /// <summary>A count that must be exact: less is lost, more was counted twice.</summary>
    public void Compare(string what, long expected, long actual)
    {
        if (actual < expected) Lost += (int)(expected - actual);
        if (actual > expected) Doubled += (int)(actual - expected);
        if (actual != expected) _details.Add(FormattableString.Invariant($"{what}: {actual}, should be {expected}"));
    }
}
