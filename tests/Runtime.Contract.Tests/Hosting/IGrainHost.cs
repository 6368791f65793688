using Orleans;

namespace PromptGrid.Runtime.Contract.Tests.Hosting;

/// <summary>A running grain host, whichever runtime is behind it. Stops when it is disposed.</summary>
public interface IGrainHost : IAsyncDisposable
{
    /// <summary>The grains, seen from outside.</summary>
    IClusterClient Client { get; }

    /// <summary>The services that grains get theirs from.</summary>
    IServiceProvider GrainServices { get; }

    /// <summary>What test and grains wait for and count; one object, on both sides of a call.</summary>
    Signals Signals { get; }

    /// <summary>Whether a call that met several ending activations in a row is rejected instead of passed on once more.</summary>
    bool RejectsAfterForwarding { get; }

    /// <summary>Stops the host as an orderly shutdown does.</summary>
    Task StopAsync();
}
