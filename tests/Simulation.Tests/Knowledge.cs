namespace PromptGrid.Simulation.Tests;

/// <summary>
/// What the clients know. An answered command leaves one possibility; a command whose answer was lost leaves two, until
/// somebody is answered again.
/// </summary>
internal sealed class Knowledge
{
    private readonly Dictionary<(string Kind, string User, string Prompt), HashSet<bool>> _edges = [];

    /// <summary>Prompts whose creation was answered, with their owner.</summary>
    public Dictionary<string, string> Owners { get; } = [];

    public Dictionary<string, string> ForkSources { get; } = [];

    /// <summary>What is known of each prompt's life: true alive, false deleted.</summary>
    public Dictionary<string, HashSet<bool>> Alive { get; } = [];

    /// <summary>The texts a prompt may have now.</summary>
    public Dictionary<string, HashSet<string>> Texts { get; } = [];

    /// <summary>Operations that were not answered yet: they are repeated until they are.</summary>
    public Dictionary<string, PendingCreation> Pending { get; } = [];

    public IEnumerable<((string Kind, string User, string Prompt) Edge, HashSet<bool> Possible)> Edges => _edges.Select(e => (e.Key, e.Value));

    public void Tries(string kind, string user, string prompt, bool set)
    {
        var key = (kind, user, prompt);
        if (!_edges.TryGetValue(key, out var possible)) _edges[key] = possible = [false];
        possible.Add(set);
    }

    public void Knows(string kind, string user, string prompt, bool set) => _edges[(kind, user, prompt)] = [set];
}

/// <param name="Source">The prompt to fork; null for a new one.</param>
internal sealed record PendingCreation(string Operation, string User, string Text, string? Source);
