namespace Orleans.Runtime;

/// <summary>The key of a grain within its type.</summary>
[Immutable]
public readonly record struct IdSpan : IComparable<IdSpan>
{
    private readonly string? _value;

    private IdSpan(string value) => _value = value;

    /// <summary>Whether no key was given.</summary>
    public bool IsDefault => _value is null;

    /// <summary>A key from text.</summary>
    public static IdSpan Create(string id)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return new(id);
    }

    /// <inheritdoc/>
    public int CompareTo(IdSpan other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
