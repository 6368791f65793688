using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace PromptGrid.Embedded.State;

/// <summary>The stored state of one grain under one name.</summary>
internal sealed class PersistentState<TState>(string stateName, GrainId grainId, IGrainStorage storage)
    : IPersistentState<TState>, IReadableState
{
    private readonly GrainState<TState> _record = new(New());

    public TState State
    {
        get => _record.State!;
        set => _record.State = value;
    }

    public string? Etag => _record.ETag;

    public bool RecordExists => _record.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public async Task ReadStateAsync(CancellationToken cancellationToken)
    {
        await storage.ReadStateAsync(stateName, grainId, _record, cancellationToken);
        if (!_record.RecordExists)
            _record.State ??= New();
    }

    public Task WriteStateAsync(CancellationToken cancellationToken) =>
        storage.WriteStateAsync(stateName, grainId, _record, cancellationToken);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await storage.ClearStateAsync(stateName, grainId, _record, cancellationToken);
        _record.State = New();
    }

    // A type without a parameterless constructor starts as null: the grain has to look at RecordExists.
    private static TState? New() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : default;
}
