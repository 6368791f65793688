using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Gives streams by identity. A stream needs no creation.</summary>
public interface IStreamProvider
{
    /// <summary>The name that the provider was registered under.</summary>
    string Name { get; }

    /// <summary>Whether earlier items can be read again: here never.</summary>
    bool IsRewindable { get; }

    /// <summary>The stream with this identity.</summary>
    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
