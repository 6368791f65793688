using System.Globalization;
using System.Text.Json;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace PromptGrid.Embedded.State;

/// <summary>
/// Keeps grain state in memory, for tests and for state that may be lost with the process. Records are kept as JSON, so that a
/// grain that changes its state after writing does not change what is stored.
/// </summary>
public sealed class MemoryGrainStorage : IGrainStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string State, GrainId Grain), (byte[] Json, long Version)> _records = [];
    private long _version;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        lock (_gate)
        {
            if (_records.TryGetValue((stateName, grainId), out var record))
            {
                grainState.State = JsonSerializer.Deserialize<T>(record.Json);
                grainState.ETag = Etag(record.Version);
                grainState.RecordExists = true;
            }
            else
            {
                grainState.State = default;
                grainState.ETag = null;
                grainState.RecordExists = false;
            }
        }
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var json = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        lock (_gate)
        {
            if (Conflict(stateName, grainId, grainState.ETag) is { } conflict)
                return Task.FromException(conflict);
            _records[(stateName, grainId)] = (json, ++_version);
            grainState.ETag = Etag(_version);
        }
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        lock (_gate)
        {
            if (Conflict(stateName, grainId, grainState.ETag) is { } conflict)
                return Task.FromException(conflict);
            _records.Remove((stateName, grainId));
        }
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static string Etag(long version) => version.ToString(CultureInfo.InvariantCulture);

    private InconsistentStateException? Conflict(string stateName, GrainId grainId, string? etag)
    {
        var stored = _records.TryGetValue((stateName, grainId), out var record) ? Etag(record.Version) : null;
        return stored == etag ? null : new($"The state '{stateName}' of {grainId} was written by somebody else.", stored, etag);
    }
}
