namespace Orleans.Runtime;

/// <summary>The identity of a stream subscription.</summary>
[Immutable]
public sealed record GuidId
{
    private GuidId(Guid guid) => Guid = guid;

    /// <summary>The value.</summary>
    public Guid Guid { get; }

    /// <summary>An identity from a value.</summary>
    public static GuidId GetGuidId(Guid guid) => new(guid);

    /// <inheritdoc/>
    public override string ToString() => Guid.ToString();
}
