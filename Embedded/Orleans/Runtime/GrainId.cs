namespace Orleans.Runtime;

/// <summary>The identity of a grain: its type and its key. Written "type/key".</summary>
/// <param name="type">The type.</param>
/// <param name="key">The key.</param>
[GenerateSerializer]
[Immutable]
public readonly struct GrainId(GrainType type, IdSpan key) : IEquatable<GrainId>, IComparable<GrainId>
{
    /// <summary>The type.</summary>
    [Id(0)]
    public GrainType Type { get; } = type;

    /// <summary>The key.</summary>
    [Id(1)]
    public IdSpan Key { get; } = key;

    /// <summary>Whether no identity was given.</summary>
    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    /// <summary>Two identities are equal.</summary>
    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    /// <summary>Two identities differ.</summary>
    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);

    /// <summary>An identity from text parts.</summary>
    public static GrainId Create(string type, string key) => new(GrainType.Create(type), IdSpan.Create(key));

    /// <summary>An identity from a type and a key.</summary>
    public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

    /// <summary>Reads "type/key"; the key may contain slashes.</summary>
    /// <exception cref="ArgumentException">There is no slash.</exception>
    public static GrainId Parse(string value) =>
        TryParse(value, out var id) ? id : throw new ArgumentException($"\"{value}\" is not a grain id of the form type/key.", nameof(value));

    /// <summary>Reads "type/key"; the key may contain slashes.</summary>
    public static bool TryParse(string? value, out GrainId result)
    {
        var slash = value?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        result = slash > 0 && slash < value!.Length - 1 ? Create(value[..slash], value[(slash + 1)..]) : default;
        return !result.IsDefault;
    }

    /// <inheritdoc/>
    public bool Equals(GrainId other) => Key == other.Key && Type == other.Type;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Key);

    /// <inheritdoc/>
    public int CompareTo(GrainId other) => Type.CompareTo(other.Type) is var order and not 0 ? order : Key.CompareTo(other.Key);

    /// <inheritdoc/>
    public override string ToString() => $"{Type}/{Key}";
}
