using System.Collections.Immutable;

namespace PromptGrid.Runtime.Contract.Tests.Calls;

[GenerateSerializer, Immutable, Alias("contract.Parcel")]
public sealed record Parcel(
    [property: Id(0)] string Label, [property: Id(1)] ImmutableArray<int> Numbers, [property: Id(2)] DateTimeOffset? Sent)
{
    public bool SameAs(Parcel other) => Label == other.Label && Numbers.SequenceEqual(other.Numbers) && Sent == other.Sent;
}
