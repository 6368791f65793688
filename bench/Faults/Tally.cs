using System.Collections.Concurrent;

namespace PromptGrid.Bench.Faults;

/// <summary>What the clients of one case saw, counted together.</summary>
internal sealed class Tally
{
    private const int BadKept = 20;

    private readonly ConcurrentQueue<string> _bad = new();
    private int _answered;
    private int _refused;
    private int _broken;
    private int _badCount;
    private int _replayed;

    /// <summary>Changes that were answered with success.</summary>
    public int Answered => _answered;

    /// <summary>503 as problem+json: its client does not know whether it took effect.</summary>
    public int Refused => _refused;

    /// <summary>Connections that broke before an answer.</summary>
    public int Broken => _broken;

    /// <summary>Requests that were repeated after they had been answered, and got the first answer again.</summary>
    public int Replayed => _replayed;

    /// <summary>Answers that must never come, whatever breaks.</summary>
    public int BadCount => _badCount;

    public IEnumerable<string> Bad => _bad;

    public void CountAnswer() => Interlocked.Increment(ref _answered);

    public void CountRefusal() => Interlocked.Increment(ref _refused);

    public void CountBroken() => Interlocked.Increment(ref _broken);

    public void CountReplay() => Interlocked.Increment(ref _replayed);

    public void AddBad(string what)
    {
        if (Interlocked.Increment(ref _badCount) <= BadKept) _bad.Enqueue(what);
    }
}
