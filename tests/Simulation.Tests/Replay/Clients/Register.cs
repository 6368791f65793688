namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>
/// What the clients can know of one value that many write: the set of what it may be. An answered write that nothing
/// overlapped leaves one possibility; one whose answer was lost leaves what was and what it wanted.
/// </summary>
internal sealed class Register<T>(T initial)
{
    private readonly List<Attempt> _open = [];
    private HashSet<T> _possible = [initial];

    public IReadOnlySet<T> Possible => _possible;

    /// <summary>Everything that was ever tried, in order.</summary>
    public List<T> Tried { get; } = [];

    public Attempt Begin(T value)
    {
        var attempt = new Attempt(value, _possible);
        foreach (var other in _open)
        {
            other.Overlapping.Add(value);
            attempt.Overlapping.Add(other.Value);
        }

        _open.Add(attempt);
        Tried.Add(value);
        _possible = [.. _possible, value];
        return attempt;
    }

    /// <summary>The write was answered: at some moment since it began the value was this one.</summary>
    public void Succeeded(Attempt attempt)
    {
        _open.Remove(attempt);
        _possible = [attempt.Value, .. attempt.Overlapping];
    }

    /// <summary>The write was refused: it changed nothing.</summary>
    public void Refused(Attempt attempt)
    {
        _open.Remove(attempt);
        if (attempt.Overlapping.Count == 0) _possible = attempt.Before;
    }

    /// <summary>It happened or not, but will not happen any more.</summary>
    public void Unknown(Attempt attempt) => _open.Remove(attempt);

    internal sealed class Attempt(T value, HashSet<T> before)
    {
        public T Value { get; } = value;

        public HashSet<T> Before { get; } = before;

        public HashSet<T> Overlapping { get; } = [];
    }
}
