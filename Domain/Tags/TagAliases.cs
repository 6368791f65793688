using System.Collections.Immutable;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Domain.Tags;

/// <summary>Other names of tags: who writes the alias means the tag. Never a chain: what an alias leads to is no alias.
/// Document id: <see cref="DocumentId"/>.</summary>
public sealed record TagAliases
{
    public const string DocumentId = "tag-aliases";

    /// <summary>Aliases at the most.</summary>
    public const int CountMax = 5_000;

    public static readonly TagAliases None = new();

    /// <summary>alias → tag, both as tags are stored.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init => field = (value ?? Empty).WithComparers(StringComparer.Ordinal); } = Empty;

    /// <summary>How many entries of the audit trail there are about aliases.</summary>
    public int AuditCount { get; init; }

    private static ImmutableSortedDictionary<string, string> Empty => ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The form in which tags are stored and compared; empty for what is no tag.</summary>
    public static string Normalize(string tag) => PromptValidator.NormalizeTag(tag);

    /// <summary>The tag that a name means: normalized, and the tag itself for an alias.</summary>
    public string Resolve(string tag)
    {
        var name = Normalize(tag);
        return Tags.GetValueOrDefault(name, name);
    }

    /// <summary>The tags that names mean, each once, in the order of the first mention. Names that are no tags stay for whoever
    /// checks tags.</summary>
    public ImmutableArray<string> Resolve(ImmutableArray<string> tags) =>
        Tags.IsEmpty ? tags : [.. tags.Select(t => t is null || Normalize(t).Length == 0 ? t! : Resolve(t)).Distinct(StringComparer.Ordinal)];

    /// <summary>With one alias more, or one that leads elsewhere now. What led to the alias leads to the tag.</summary>
    public Result<TagAliases> With(string alias, string? tag)
    {
        var errors = new ValidationErrors();
        Check(errors, "alias", alias);
        Check(errors, "tag", tag);
        if (errors.ToFailure() is { } failure) return failure;
        var (name, target) = (Normalize(alias), Resolve(tag!));
        if (name == target) return Failure.Invalid("tag", "is the alias itself");
        if (!Tags.ContainsKey(name) && Tags.Count >= CountMax) return new Failure(FailureCode.Conflict, $"There are {CountMax} aliases; remove one first.");
        var tags = Tags.SetItem(name, target);
        foreach (var (other, _) in Tags.Where(t => t.Value == name)) tags = tags.SetItem(other, target);
        return this with { Tags = tags };
    }

    /// <summary>Without an alias: the name is a tag of its own again.</summary>
    public TagAliases Without(string alias) => this with { Tags = Tags.Remove(Normalize(alias)) };

    private static void Check(ValidationErrors errors, string field, string? tag)
    {
        TextRules.CheckLabel(errors, field, tag, PromptLimits.TagLength, required: true);
        if (!errors.Any && Normalize(tag!).Length == 0) errors.Add(field, "a tag needs more than spaces, #, - and _");
    }
}
