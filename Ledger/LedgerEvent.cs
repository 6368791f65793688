using System.Text.Json;

namespace PromptGrid.Ledger;

/// <summary>A committed event. Equal to another when all that is stored of it is equal.</summary>
public sealed class LedgerEvent : IEquatable<LedgerEvent>
{
    // Several projections ask for the same thing; whoever committed the event in this process knew it before.
    private EdgesChanged? _edges;

    public LedgerEvent(LedgerPosition position, string name, int schemaVersion, string subject, DateTimeOffset at, string body)
        : this(position, name, schemaVersion, subject, at, body, null)
    {
    }

    internal LedgerEvent(LedgerPosition position, string name, int schemaVersion, string subject, DateTimeOffset at, string body, EdgesChanged? edges)
    {
        (Position, Name, SchemaVersion, Subject, At, Body) = (position, name, schemaVersion, subject, at, body);
        _edges = edges;
    }

    public LedgerPosition Position { get; }

    /// <summary>Stable name, such as <c>prompt.published</c>.</summary>
    public string Name { get; }

    public int SchemaVersion { get; }

    /// <summary>The entity the event is about.</summary>
    public string Subject { get; }

    public DateTimeOffset At { get; }

    /// <summary>JSON.</summary>
    public string Body { get; }

    /// <summary>The body of an event that reports edges; read once, however many ask.</summary>
    /// <exception cref="JsonException">The body is none.</exception>
    public EdgesChanged ReadEdges() =>
        _edges ??= JsonSerializer.Deserialize(Body, LedgerJson.Default.EdgesChanged) ?? throw new JsonException("The body is null.");

    public bool Equals(LedgerEvent? other) =>
        other is not null && Position == other.Position && Name == other.Name && SchemaVersion == other.SchemaVersion
        && Subject == other.Subject && At == other.At && Body == other.Body;

    public override bool Equals(object? obj) => Equals(obj as LedgerEvent);

    public override int GetHashCode() => HashCode.Combine(Position, Name);

    public override string ToString() => $"{Position.Partition}/{Position.Sequence} {Name} v{SchemaVersion} {Subject}";
}
