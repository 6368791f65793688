using System.Text;

namespace PromptGrid.Ledger;

/// <summary>Which partition an entity belongs to. Stored data depends on it: the function never changes.</summary>
internal static class Partitioning
{
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;
    private const int StackBytesMax = 1024;

    /// <summary>FNV-1a (32 bit) of the id's UTF-8 bytes, modulo <paramref name="partitions"/>.</summary>
    public static int Of(string entity, int partitions)
    {
        if (partitions == 1)
            return 0;

        var length = Encoding.UTF8.GetMaxByteCount(entity.Length);
        Span<byte> bytes = length <= StackBytesMax ? stackalloc byte[StackBytesMax] : new byte[length];
        var hash = OffsetBasis;
        foreach (var value in bytes[..Encoding.UTF8.GetBytes(entity, bytes)])
            hash = (hash ^ value) * Prime;
        return (int)(hash % (uint)partitions);
    }
}
