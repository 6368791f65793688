namespace PromptGrid.Domain.Trending;

/// <summary>
/// From which networks a prompt was liked (or saved) in the last minutes, and by whom: the memory by which a second account
/// is told from a first one. Only signals that count are remembered.
/// </summary>
/// <remarks>In memory only: who forgets it counts a signal too many, never too few. At most <see cref="RecordsMax"/> signals;
/// the oldest is forgotten for a newer one. Nothing is allocated per signal once there is room. Not thread-safe.</remarks>
public sealed class RecentNetworks
{
    public const int RecordsMax = 2_048;

    private readonly Dictionary<long, long> _latest = [];

    // A ring in order of time: the record with number n lies at n modulo its length.
    private Record[] _records = new Record[4];
    private long _first;
    private long _next;

    /// <summary>Signals that are remembered.</summary>
    public int Count => (int)(_next - _first);

    /// <summary>Notes a signal, unless it is an echo: one from a network from which as many other accounts as may count were
    /// seen within the window.</summary>
    /// <param name="network">Stands for the network.</param>
    /// <param name="most">How many accounts of one network may count within the window.</param>
    public Sighting See(long network, string userId, DateTimeOffset now, TimeSpan window, int most)
    {
        Expire(now, window);
        var counted = 0;
        var latest = _latest.GetValueOrDefault(network, -1);
        for (var number = latest; number >= _first; number = At(number).Earlier)
        {
            if (At(number).UserId == userId) return Sighting.Known;
            if (At(number).UserId is not null) counted++;
        }

        if (counted >= most) return Sighting.Echo;
        if (Count == _records.Length) MakeRoom();
        At(_next) = new Record(network, userId, now, latest >= _first ? latest : -1);
        _latest[network] = _next++;
        return Sighting.New;
    }

    /// <summary>Forgets what was seen before the window; as good as free while nothing was.</summary>
    public void Expire(DateTimeOffset now, TimeSpan window)
    {
        // A clock that was set back leaves times that lie ahead: nobody knows how long ago that was.
        while (_first < _next && (now - At(_first).Time).Duration() >= window) Drop();
    }

    /// <summary>Forgets an account's signal, whichever network it came from: it was taken back. Looks at every record.</summary>
    public void Forget(string userId)
    {
        for (var number = _first; number < _next; number++)
        {
            if (At(number).UserId == userId) At(number) = At(number) with { UserId = null };
        }
    }

    /// <summary>Forgets an account's signal from one network: it was none.</summary>
    public void Forget(long network, string userId)
    {
        for (var number = _latest.GetValueOrDefault(network, -1); number >= _first; number = At(number).Earlier)
        {
            if (At(number).UserId == userId) At(number) = At(number) with { UserId = null };
        }
    }

    private ref Record At(long number) => ref _records[number & (_records.Length - 1)];

    private void MakeRoom()
    {
        if (_records.Length == RecordsMax)
        {
            Drop();
            return;
        }

        var larger = new Record[_records.Length * 2];
        for (var number = _first; number < _next; number++) larger[number & (larger.Length - 1)] = At(number);
        _records = larger;
    }

    private void Drop()
    {
        ref var record = ref At(_first);
        if (_latest.TryGetValue(record.Network, out var latest) && latest == _first) _latest.Remove(record.Network);
        record = default;
        _first++;
    }

    /// <param name="UserId">Null for a signal that was taken back.</param>
    /// <param name="Earlier">Number of the record before this one from the same network; less than the first one's for none.</param>
    private readonly record struct Record(long Network, string? UserId, DateTimeOffset Time, long Earlier);
}

/// <summary>What a signal from a network is.</summary>
public enum Sighting
{
    /// <summary>It counts, and is remembered now.</summary>
    New,

    /// <summary>The same account was seen from there within the window: it counts.</summary>
    Known,

    /// <summary>Others were seen from there within the window: boards do not count it.</summary>
    Echo,
}
