namespace PromptGrid.Bench.Faults;

/// <summary>A prompt that a client asked for, published or forked. Its title is unique in the run.</summary>
/// <param name="Source">The prompt it was forked from; null for one of the client's own.</param>
/// <param name="Key">Its <c>Idempotency-Key</c>; null when it was sent once and for all.</param>
internal sealed record Publication(string Title, string? Source, string? Key)
{
    /// <summary>Known once it was answered.</summary>
    public string? Id { get; set; }

    /// <summary>What its content may be now: what was answered last, and what was sent since.</summary>
    public HashSet<string> Contents { get; } = [];

    /// <summary>The answered content of each version.</summary>
    public Dictionary<int, string> Versions { get; } = [];

    public string Path => Source is null ? "/v1/prompts" : $"/v1/prompts/{Source}/forks";

    public object Body => Source is null ? new { title = Title, content = "As first published.", type = "text", tags = new[] { "faults" } } : new { title = Title };
}
