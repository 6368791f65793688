using System.Collections.Immutable;

namespace PromptGrid.Ledger.Conformance.Tests;

/// <summary>Write sets about very few things, so that they get in each other's way.</summary>
internal sealed class RandomSets(Random random, LedgerModel model)
{
    private const int Things = 5;
    private int _number;

    public WriteSet Next()
    {
        _number++;
        var kind = random.Next(10);
        return new WriteSet
        {
            Entity = Thing("e"),
            Operation = random.Next(6) == 0 ? new Operation($"op{random.Next(30)}", $"f{random.Next(4) / 3}", $"result {_number}") : null,
            Documents = kind < 4 ? Some(2, Document).DistinctBy(document => document.Id).ToImmutableArray() : [],
            Keys = kind is 2 or 3 ? Some(2, Key).DistinctBy(key => key.Key).ToImmutableArray() : [],
            Edges = kind > 2 ? Some(3, Edge) : [],
            Counters = random.Next(4) == 0 ? Some(2, () => new CounterAdd(Thing("d"), "views", random.Next(-3, 5))) : [],
            Events = random.Next(3) == 0 ? Some(2, () => new EventWrite("test.told", 1, Thing("d"), $"\"{_number}\"")) : [],
        };
    }

    // Mostly what a writer with the right picture would expect; the picture is of before the batch, so later sets often fail.
    private DocumentWrite Document()
    {
        var id = Thing("d");
        var version = model.Documents.GetValueOrDefault(id).Version + random.Next(8) switch { 0 => 1, 1 => 2, _ => 0 };
        return new DocumentWrite(id, version, version > 0 && random.Next(4) == 0 ? null : $"\"body {_number}\"");
    }

    private KeyWrite Key() => new("handle", Thing("k"), Thing("e"), random.Next(3) == 0);

    private EdgeWrite Edge()
    {
        var target = Thing("d");
        return random.Next(5) switch
        {
            0 => new EdgeWrite("saw", Thing("u"), target, random.Next(2) == 0, null),
            1 => new EdgeWrite("save", Thing("u"), target, random.Next(3) == 0, new EdgeTally(target, "saves", null)),
            _ => Like(target, remove: random.Next(3) == 0),
        };
    }

    // A removal takes the mark along, an addition brings one now and then.
    private EdgeWrite Like(string target, bool remove) => new(
        Sets.Like, Thing("u"), target, remove, new EdgeTally(target, Sets.Likes, Sets.LikesChanged), remove || random.Next(3) == 0 ? Sets.Echo : null);

    private string Thing(string prefix) => $"{prefix}{random.Next(Things)}";

    private ImmutableArray<T> Some<T>(int most, Func<T> one) => [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => one())];
}
