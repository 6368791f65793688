using System.Collections.Concurrent;

namespace PromptGrid.Search.Sqlite.Columns;

/// <summary>The values of one field, numbered from 1, with the number of prompts that have each.</summary>
/// <remarks>
/// Values that differ only in case are one value, written as it was first seen. A number once given is never given
/// again. The one writer takes new numbers while it prepares a transaction and publishes them when it is committed.
/// </remarks>
internal sealed class ValueTable
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _pending = new(StringComparer.OrdinalIgnoreCase);
    private volatile string[] _values = new string[16];
    private volatile int[] _counts = new int[16];
    private volatile int _end = 1;

    /// <summary>The number after the last.</summary>
    public int End => _end;

    /// <summary>The number of a value, or 0 when no prompt ever had it.</summary>
    public int Find(string value) => _numbers.GetValueOrDefault(value);

    public string Value(int number) => _values[number];

    public int CountOf(int number) => _counts[number];

    /// <summary>The number of a value; a new value gets the next one, to be stored by the caller.</summary>
    public int Take(string value, out bool isNew)
    {
        isNew = false;
        if (_numbers.TryGetValue(value, out var number) || _pending.TryGetValue(value, out number))
            return number;
        isNew = true;
        number = _end + _pending.Count;
        _pending.Add(value, number);
        return number;
    }

    public void PublishPending()
    {
        foreach (var (value, number) in _pending.OrderBy(p => p.Value))
            Put(number, value);
        _pending.Clear();
    }

    public void ForgetPending() => _pending.Clear();

    public void Put(int number, string value)
    {
        if (number >= _values.Length)
        {
            var size = Math.Max(number + 1, _values.Length * 2);
            var values = _values;
            var counts = _counts;
            Array.Resize(ref values, size);
            Array.Resize(ref counts, size);
            _values = values;
            _counts = counts;
        }

        _values[number] = value;
        _numbers[value] = number;
        if (number >= _end)
            _end = number + 1;
    }

    /// <summary>Takes the name from a value that no prompt has any more; the number stays given.</summary>
    public void Forget(string value)
    {
        if (_numbers.TryRemove(value, out var number))
            _values[number] = "";
    }

    public void Count(int number, int by)
    {
        if (number > 0)
            _counts[number] += by;
    }
}
