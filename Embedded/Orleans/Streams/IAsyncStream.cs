using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A stream, whatever its items are.</summary>
public interface IAsyncStream
{
    /// <summary>Whether earlier items can be read again: here never.</summary>
    bool IsRewindable { get; }

    /// <summary>The name of the provider.</summary>
    string ProviderName { get; }

    /// <summary>The identity within the provider.</summary>
    StreamId StreamId { get; }
}
