using System.Collections.Immutable;
using PromptGrid.Domain.Media;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Media;

/// <summary>Which uploaded file an entity shows, written in the commit that makes it so: the sweep deletes by it.</summary>
internal static class MediaUse
{
    /// <summary>The edges to write when the URL that <paramref name="entity"/> shows changes.</summary>
    public static ImmutableArray<EdgeWrite> Change(string entity, string? before, string? after)
    {
        var (old, now) = (MediaAddress.FileIn(before), MediaAddress.FileIn(after));
        if (old == now) return [];
        var edges = ImmutableArray.CreateBuilder<EdgeWrite>(2);
        if (old is not null) edges.Add(new EdgeWrite(MediaEdges.Shows, entity, old, Remove: true, null));
        if (now is not null) edges.Add(new EdgeWrite(MediaEdges.Shows, entity, now, Remove: false, null));
        return edges.DrainToImmutable();
    }
}
