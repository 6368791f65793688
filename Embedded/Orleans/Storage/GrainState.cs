namespace Orleans;

/// <summary>The plain implementation of <see cref="IGrainState{T}"/>.</summary>
[GenerateSerializer]
public sealed class GrainState<T> : IGrainState<T>
{
    /// <summary>No record.</summary>
    public GrainState()
    {
    }

    /// <summary>A record that was not stored yet.</summary>
    public GrainState(T? state) => State = state;

    /// <summary>A record at a version.</summary>
    public GrainState(T? state, string? eTag)
    {
        State = state;
        ETag = eTag;
    }

    /// <inheritdoc/>
    [Id(0)]
    public T? State { get; set; }

    /// <inheritdoc/>
    [Id(1)]
    public string? ETag { get; set; }

    /// <inheritdoc/>
    [Id(2)]
    public bool RecordExists { get; set; }
}
