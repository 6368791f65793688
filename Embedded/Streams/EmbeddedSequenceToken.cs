using Orleans.Streams;

namespace PromptGrid.Embedded.Streams;

/// <summary>The number of an item: grows along each stream, but not without gaps.</summary>
internal sealed class EmbeddedSequenceToken(long number) : StreamSequenceToken
{
    public override long SequenceNumber { get; protected set; } = number;

    public override int EventIndex { get; protected set; }

    public override bool Equals(StreamSequenceToken? other) => other is not null && other.SequenceNumber == SequenceNumber;

    public override int CompareTo(StreamSequenceToken? other) =>
        other is null ? 1 : SequenceNumber.CompareTo(other.SequenceNumber);
}
