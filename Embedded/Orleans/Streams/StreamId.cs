namespace Orleans.Runtime;

/// <summary>The identity of a stream within its provider: a namespace and a key.</summary>
[GenerateSerializer]
[Immutable]
public readonly record struct StreamId : IComparable<StreamId>
{
    [Id(0)]
    private readonly string? _namespace;

    [Id(1)]
    private readonly string? _key;

    private StreamId(string? ns, string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        _namespace = string.IsNullOrEmpty(ns) ? null : ns;
        _key = key;
    }

    /// <summary>A stream with a string key.</summary>
    public static StreamId Create(string? ns, string key) => new(ns, key);

    /// <summary>A stream with a GUID key.</summary>
    public static StreamId Create(string? ns, Guid key) => new(ns, key.ToString("N"));

    /// <summary>A stream with an integer key.</summary>
    public static StreamId Create(string? ns, long key) => new(ns, key.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The key.</summary>
    public string GetKeyAsString() => _key ?? "";

    /// <summary>The namespace, or null.</summary>
    public string? GetNamespace() => _namespace;

    /// <inheritdoc/>
    public int CompareTo(StreamId other) =>
        string.CompareOrdinal(_namespace, other._namespace) is var order and not 0 ? order : string.CompareOrdinal(_key, other._key);

    /// <inheritdoc/>
    public override string ToString() => $"{_namespace ?? "null"}/{_key}";
}
