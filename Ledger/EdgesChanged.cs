using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PromptGrid.Ledger;

/// <summary>
/// Body (schema version 1) of the events that report edges: who was added, and who was removed with the time at which
/// that edge had been added, so that whoever counted it then can take exactly that away.
/// </summary>
/// <remarks>Edges that were added and removed within one batch cancel out and are not reported.</remarks>
public sealed record EdgesChanged(ImmutableArray<string> Added, ImmutableArray<RemovedEdge> Removed)
{
    /// <summary>Those of <see cref="Added"/> that came with a mark (see <see cref="EdgeWrite"/>); the default value where none
    /// did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<string> Marked { get; init; }

    /// <summary>How many were added without a mark.</summary>
    [JsonIgnore]
    public int AddedUnmarked => Added.Length - (Marked.IsDefault ? 0 : Marked.Length);
}

/// <summary>An edge that is gone.</summary>
/// <param name="AddedAt">In microseconds since the Unix epoch.</param>
/// <param name="Marked">Its mark went with it: it had been reported as marked when it was added.</param>
public readonly record struct RemovedEdge(
    string Source, long AddedAt, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Marked = false);
