using System.Text.Json;

namespace PromptGrid.Bench.Faults;

/// <summary>What the ledger's database holds, read from outside.</summary>
internal sealed class Truth
{
    /// <summary>(kind, source, target).</summary>
    public required HashSet<(string Kind, string Source, string Target)> Edges { get; init; }

    /// <summary>(entity, name) → value.</summary>
    public required Dictionary<(string Entity, string Name), long> Counters { get; init; }

    public required List<PromptRow> Prompts { get; init; }

    public required List<EventRow> Events { get; init; }

    public required Dictionary<int, long> Heads { get; init; }

    public required List<string> DeadLetters { get; init; }

    public static async Task<Truth> ReadAsync(Database ledger) => new()
    {
        Edges = [.. await ledger.QueryAsync("SELECT kind, source, target FROM edges", r => (r.GetString(0), r.GetString(1), r.GetString(2)))],
        Counters = (await ledger.QueryAsync("SELECT entity, name, value FROM counters", r => (r.GetString(0), r.GetString(1), r.GetInt64(2)))).ToDictionary(c => (c.Item1, c.Item2), c => c.Item3),
        Prompts = await ledger.QueryAsync("SELECT body FROM documents WHERE id LIKE 'prm!_%' ESCAPE '!' AND id NOT LIKE '%@%'", r => PromptRow.Of(r.GetString(0))),
        Events = await ledger.QueryAsync(
            "SELECT partition, sequence, name, subject, at, body FROM events ORDER BY partition, sequence",
            r => new EventRow(r.GetInt32(0), r.GetInt64(1), r.GetString(2), r.GetString(3), r.GetInt64(4), r.GetString(5))),
        Heads = (await ledger.QueryAsync("SELECT partition, sequence FROM ledger_heads", r => (r.GetInt32(0), r.GetInt64(1)))).ToDictionary(h => h.Item1, h => h.Item2),
        DeadLetters = await ledger.QueryAsync(
            "SELECT projection, partition, sequence, event_name, reason FROM dead_letters ORDER BY 2, 3, 1",
            r => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{r.GetString(0)} {r.GetInt32(1)}/{r.GetInt64(2)} {r.GetString(3)}: {r.GetString(4)}")),
    };

    public int EdgesTo(string kind, string target) => Edges.Count(e => e.Kind == kind && e.Target == target);
}

internal sealed record EventRow(int Partition, long Sequence, string Name, string Subject, long At, string Body);

internal sealed record PromptRow(string Id, string Title, string Content, string? ForkedFrom, bool IsDeleted)
{
    public static PromptRow Of(string body)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var source = root.TryGetProperty("forkedFrom", out var from) && from.ValueKind == JsonValueKind.Object ? from.GetProperty("id").GetString() : null;
        var deleted = root.TryGetProperty("deletedAt", out var at) && at.ValueKind != JsonValueKind.Null;
        return new PromptRow(root.GetProperty("id").GetString()!, root.GetProperty("title").GetString()!, root.GetProperty("content").GetString()!, source, deleted);
    }
}
