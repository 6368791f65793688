namespace PromptGrid.Web.Compose;

/// <summary>The form that a prompt is written in, as it was sent or as the prompt is.</summary>
public sealed record ComposeModel
{
    /// <summary>Where the form goes.</summary>
    public required string Action { get; init; }

    /// <summary>The prompt's address; null while it has none.</summary>
    public string? Url { get; init; }

    /// <summary>Names this form, so that sending it twice publishes once.</summary>
    public string? Operation { get; init; }

    /// <summary>The revision that the form was filled from; null for a new prompt.</summary>
    public long? Revision { get; init; }

    /// <summary>Under which name the browser keeps a draft.</summary>
    public required string DraftKey { get; init; }

    /// <summary>False when the form holds what somebody just sent: a kept draft must not replace it.</summary>
    public bool IsFresh { get; init; } = true;

    public required string Type { get; init; }
    public string Title { get; init; } = "";
    public string Description { get; init; } = "";
    public string Content { get; init; } = "";
    public IReadOnlyList<(string Role, string Content)> Turns { get; init; } = [];
    public IReadOnlyList<ComposeParameter> Parameters { get; init; } = [];
    public IReadOnlyList<ComposeVariable> Variables { get; init; } = [];
    public string Tags { get; init; } = "";
    public string Models { get; init; } = "";
    public string Category { get; init; } = "";
    public string License { get; init; } = "";
    public string ExampleText { get; init; } = "";
    public string ExampleUrl { get; init; } = "";
    public string Visibility { get; init; } = "public";
    public string Slug { get; init; } = "";
    public string Note { get; init; } = "";

    /// <summary>What is wrong by field, in the page's language.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    /// <summary>Set when somebody else saved first: what is there now.</summary>
    public ComposeStale? Stale { get; init; }

    public bool IsNew => Url is null;

    /// <summary>Whether it is written in turns; every other prompt is one text.</summary>
    public bool HasTurns => Type == "chat" || Turns.Count > 0;
}

/// <summary>A setting of the type.</summary>
/// <param name="Kind"><c>text</c>, <c>long</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>list</c> or <c>choice</c>.</param>
/// <param name="Choices">For <c>choice</c>.</param>
public sealed record ComposeParameter(string Name, string Kind, double Min, double Max, IReadOnlyList<string> Choices, string Value)
{
    public string Field => "param-" + Name;
}

/// <summary>A place in the text that its reader fills.</summary>
/// <param name="Default">As text.</param>
public sealed record ComposeVariable(string Name, string Type, bool IsRequired, string Default, string Description)
{
    public static readonly IReadOnlyList<string> Types = ["string", "number", "boolean", "enum", "array", "object"];
}

/// <summary>What somebody else made of the prompt meanwhile.</summary>
public sealed record ComposeStale(string Semver, DateTimeOffset At, string Title, string Text);
