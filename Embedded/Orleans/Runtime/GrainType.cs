namespace Orleans.Runtime;

/// <summary>The stable name of a grain class.</summary>
[Immutable]
public readonly record struct GrainType : IComparable<GrainType>
{
    private readonly string? _value;

    private GrainType(string value) => _value = value;

    /// <summary>Whether no type was given.</summary>
    public bool IsDefault => _value is null;

    /// <summary>A type by name.</summary>
    public static GrainType Create(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        return new(value);
    }

    /// <inheritdoc/>
    public int CompareTo(GrainType other) => string.CompareOrdinal(_value, other._value);

    /// <inheritdoc/>
    public override string ToString() => _value ?? "";
}
