using PromptGrid.Embedded.Activations;
using PromptGrid.Embedded.Calls;

namespace Orleans.Runtime;

/// <summary>
/// Values that travel with a call from caller to grain and on through the calls that the grain makes. They never travel back.
/// Values must not change after they were set: caller and grain share them.
/// </summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";

    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    /// <summary>The names that are set.</summary>
    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The names and values that are set.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries =>
        Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The call chain that may call back into the grains that are part of it; empty when none may.</summary>
    public static Guid ReentrancyId
    {
        get => ReentrancyIdOf(Values.Value);
        set
        {
            if (value == Guid.Empty)
                Remove(ReentrancyKey);
            else
                Set(ReentrancyKey, value);
        }
    }

    /// <summary>The whole context. Dictionaries are replaced, never changed, so that one can be shared by many calls.</summary>
    internal static Dictionary<string, object>? Current
    {
        get => Values.Value;
        set => Values.Value = value;
    }

    /// <summary>The value under a name, or null.</summary>
    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    /// <summary>Sets a value for the calls that follow in this asynchronous flow.</summary>
    public static void Set(string key, object value) =>
        Values.Value = Values.Value is { } values ? new(values) { [key] = value } : new(1) { [key] = value };

    /// <summary>Takes a value away, and says whether it was there.</summary>
    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
            return false;
        if (values.Count == 1)
        {
            Values.Value = null;
            return true;
        }
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Values.Value = rest;
        return true;
    }

    /// <summary>Takes all values away.</summary>
    public static void Clear()
    {
        if (Values.Value is not null)
            Values.Value = null;
    }

    /// <summary>
    /// Until the section is disposed, calls that this grain makes may lead back to it and are served while it waits for them.
    /// </summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var outer = ReentrancyId;
        return new(outer, outer == Guid.Empty ? UniqueIds.Next() : outer);
    }

    /// <summary>Until the section is disposed, calls may not lead back, even if an outer section allows it.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    internal static Guid ReentrancyIdOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var value) && value is Guid id ? id : Guid.Empty;

    /// <summary>A stretch of a grain's code in which calls may, or may not, lead back to it.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _outer;
        private readonly Guid _inner;

        internal ReentrancySection(Guid outer, Guid inner)
        {
            _outer = outer;
            _inner = inner;
            if (inner != outer)
                ReentrancyId = inner;
            if (inner != Guid.Empty)
                TurnScheduler.Current?.Activation.EnterReentrantSection(inner);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (_inner != Guid.Empty)
                TurnScheduler.Current?.Activation.ExitReentrantSection(_inner);
            if (_inner != _outer)
                ReentrancyId = _outer;
        }
    }
}
