namespace PromptGrid.Simulation.Tests.Replay;

/// <summary>What the clients were told, all of them together.</summary>
internal sealed class ClientKnowledge
{
    /// <summary>What a prompt is after its deletion.</summary>
    public const string Deleted = "deleted";

    private readonly Dictionary<(string Kind, string User, string Prompt), Register<bool>> _edges = [];

    public Dictionary<string, KnownPrompt> Prompts { get; } = new(StringComparer.Ordinal);

    public List<string> PromptIds { get; } = [];

    /// <summary>Registered users, by id.</summary>
    public Dictionary<string, KnownUser> Users { get; } = new(StringComparer.Ordinal);

    public List<string> UserIds { get; } = [];

    public Dictionary<string, KnownComment> Comments { get; } = new(StringComparer.Ordinal);

    public List<string> CommentIds { get; } = [];

    /// <summary>Operations that were answered, with the answer.</summary>
    public Dictionary<string, string> Answers { get; } = new(StringComparer.Ordinal);

    public IEnumerable<((string Kind, string User, string Prompt) Edge, Register<bool> Known)> Edges => _edges.Select(e => (e.Key, e.Value));

    public Register<bool> Edge(string kind, string user, string prompt)
    {
        if (!_edges.TryGetValue((kind, user, prompt), out var known)) _edges[(kind, user, prompt)] = known = new Register<bool>(false);
        return known;
    }

    /// <summary>Remembers an operation's answer, which must equal every other answer to it.</summary>
    public bool Answered(string operation, string answer)
    {
        if (!Answers.TryGetValue(operation, out var first))
        {
            Answers[operation] = answer;
            return true;
        }

        if (first != answer) throw new BrokenPromiseException($"{operation} was answered {first} first and {answer} later.");
        return false;
    }
}

/// <param name="State">Text and visibility, or <see cref="ClientKnowledge.Deleted"/>.</param>
/// <param name="Source">What it was forked from.</param>
internal sealed record KnownPrompt(string Id, string Owner, Register<string> State, string? Source);

/// <param name="Stands">False once it is a tombstone.</param>
internal sealed record KnownComment(string Id, string Prompt, string Author, Register<bool> Stands);

internal sealed record KnownUser(string Id, string Handle, Register<string> Bio);

/// <summary>The system did what it promised never to do.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
