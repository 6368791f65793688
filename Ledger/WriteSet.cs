using System.Collections.Immutable;

namespace PromptGrid.Ledger;

/// <summary>
/// Everything one decision changes. A write set is committed whole or not at all, in one transaction.
/// </summary>
/// <remarks>
/// A write set may hold document writes only for entities that its writer owns; edges, keys and counters may name any
/// entity. Two sets of one <see cref="Entity"/> are committed in the order in which they were handed in.
/// </remarks>
public sealed record WriteSet
{
    /// <summary>The id of the writing entity. It hashes to the partition that orders this set's events.</summary>
    public required string Entity { get; init; }

    /// <summary>When set, makes the whole set idempotent: a second set with the same operation id changes nothing.</summary>
    public Operation? Operation { get; init; }

    public ImmutableArray<DocumentWrite> Documents { get; init; } = [];

    public ImmutableArray<KeyWrite> Keys { get; init; } = [];

    public ImmutableArray<EdgeWrite> Edges { get; init; } = [];

    public ImmutableArray<CounterAdd> Counters { get; init; } = [];

    public ImmutableArray<EventWrite> Events { get; init; } = [];
}

/// <summary>A client's operation: <paramref name="Id"/> names it, <paramref name="Fingerprint"/> is a hash of what was
/// asked, <paramref name="Result"/> is the answer that a repeat within <see cref="LedgerOptions.OperationRetention"/>
/// gets.</summary>
public sealed record Operation(string Id, string Fingerprint, string Result);

/// <summary>Writes or deletes one document.</summary>
/// <param name="Id">The document's id, at most 100 characters.</param>
/// <param name="ExpectedVersion">The committed version the writer has seen; 0 when the document must not exist.</param>
/// <param name="Body">The new body as JSON; null deletes the document and its counters. A deleted document's version is
/// forgotten.</param>
public readonly record struct DocumentWrite(string Id, long ExpectedVersion, string? Body);

/// <summary>Claims a unique key for an entity, or releases it.</summary>
/// <param name="Kind">What the key is unique among, such as <c>handle</c>.</param>
/// <param name="Key">The key itself.</param>
/// <param name="Entity">The entity that holds the key. A release by another entity changes nothing.</param>
/// <param name="Release">True gives the key back.</param>
public readonly record struct KeyWrite(string Kind, string Key, string Entity, bool Release = false);

/// <summary>Adds or removes one edge. Adding what is there and removing what is not change nothing and count nothing.</summary>
/// <param name="Kind">The kind of relation, such as <c>like</c>.</param>
/// <param name="Source">The entity that relates, such as the user who likes.</param>
/// <param name="Target">The entity related to, such as the prompt that is liked.</param>
/// <param name="Remove">False adds, true removes.</param>
/// <param name="Tally">What to count and report when the edge really changed; null for an edge that nobody counts.</param>
/// <param name="Mark">Names the kind of a second edge between the two that says something about this one. It is added only
/// where this edge is really added, and a removal that names it removes both, so that who follows the events learns of both
/// at once (see <see cref="PromptGrid.Ledger.EdgesChanged"/>). Nobody writes edges of such a kind by themselves.</param>
public readonly record struct EdgeWrite(string Kind, string Source, string Target, bool Remove, EdgeTally? Tally, string? Mark = null);

/// <summary>
/// Says that a change of an edge adds ±1 to <paramref name="Counter"/> of <paramref name="Entity"/> and, where
/// <paramref name="EventName"/> is given, is reported in an event on <paramref name="Entity"/> whose body is an
/// <see cref="EdgesChanged"/>. All changes with an equal tally in one batch share one counter update and one event.
/// </summary>
public sealed record EdgeTally(string Entity, string Counter, string? EventName);

/// <summary>Adds <paramref name="Delta"/> to a counter; a counter that was never written is 0.</summary>
public readonly record struct CounterAdd(string Entity, string Counter, long Delta);

/// <summary>One event to append.</summary>
/// <param name="Name">Stable name, such as <c>prompt.published</c>; never a CLR name.</param>
/// <param name="SchemaVersion">Version of the body's schema, from 1.</param>
/// <param name="Subject">The entity the event is about.</param>
/// <param name="Body">JSON.</param>
public readonly record struct EventWrite(string Name, int SchemaVersion, string Subject, string Body);
