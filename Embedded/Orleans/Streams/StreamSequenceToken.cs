namespace Orleans.Streams;

/// <summary>The place of an item in its stream.</summary>
public abstract class StreamSequenceToken : IEquatable<StreamSequenceToken?>, IComparable<StreamSequenceToken?>
{
    /// <summary>Grows with each item of a stream.</summary>
    public abstract long SequenceNumber { get; protected set; }

    /// <summary>The place within a batch.</summary>
    public abstract int EventIndex { get; protected set; }

    /// <inheritdoc/>
    public abstract bool Equals(StreamSequenceToken? other);

    /// <inheritdoc/>
    public abstract int CompareTo(StreamSequenceToken? other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => SequenceNumber.GetHashCode();
}
