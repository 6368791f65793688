using System.Collections.Immutable;

namespace PromptGrid.Ledger;

/// <summary>
/// Body (schema version 1) of the events that report edges: who was added, and who was removed with the time at which
/// that edge had been added, so that whoever counted it then can take exactly that away.
/// </summary>
/// <remarks>Edges that were added and removed within one batch cancel out and are not reported.</remarks>
public sealed record EdgesChanged(ImmutableArray<string> Added, ImmutableArray<RemovedEdge> Removed);

/// <summary>An edge that is gone. <paramref name="AddedAt"/> is in microseconds since the Unix epoch.</summary>
public readonly record struct RemovedEdge(string Source, long AddedAt);
