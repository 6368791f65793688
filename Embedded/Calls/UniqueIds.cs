namespace PromptGrid.Embedded.Calls;

/// <summary>Identities that need to be unique only within this process and never leave it, so a counter is enough.</summary>
internal static class UniqueIds
{
    private static long s_last;

    /// <summary>An identity that was not given before.</summary>
    internal static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, Interlocked.Increment(ref s_last));
        return new(bytes);
    }
}
