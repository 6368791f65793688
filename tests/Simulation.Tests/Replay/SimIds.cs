using PromptGrid.Domain.Common;

namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>Ids from the seed and virtual time.</summary>
internal sealed class SimIds(Random random, TimeProvider time) : IIdGenerator
{
    public string New(string prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, time.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        return EntityIds.Format(prefix, new Guid(bytes, bigEndian: true));
    }
}
