using System.Collections.Immutable;
using System.Globalization;
using PromptGrid.Domain.Prompts;

namespace PromptGrid.Api.Import;

/// <summary>One line of an import: a draft with its identity, or what is wrong with it.</summary>
/// <param name="Line">The line, or for CSV the record, counted from 1.</param>
/// <param name="Restore">For a line that an export wrote: what it says beyond the draft.</param>
public sealed record ImportRecord(long Line, PromptDraft? Draft, string Identity, string Hash, Failure? Failure, PromptRestore? Restore = null)
{
    private const int TitleLengthMade = 60;

    /// <summary>Lines of one prompt: an exported history is one line per version, and their order matters.</summary>
    public string Prompt => Restore?.Id ?? Identity;

    /// <summary>What identifies an exported prompt where its origin's identity is taken by another.</summary>
    public string? FallbackIdentity => Restore is null ? null : "prompt:" + Restore.Id;

    public static string HashOf(PromptDraft draft) => ContentHash.Of(System.Text.Json.JsonSerializer.Serialize(draft, DomainJson.Stored.PromptDraft));

    /// <summary>A line of an export.</summary>
    /// <param name="owner">Whose prompt it was; its author, if somebody else imports it and no author is named.</param>
    public static ImportRecord Of(long line, PromptDraft draft, PromptRestore restore, string? owner, string importer)
    {
        draft = WithCleanLabels(draft);
        var hash = HashOf(draft);
        if (draft.Origin?.Author is null && owner is { Length: > 0 } && owner != importer) draft = draft with { Origin = (draft.Origin ?? new PromptOrigin(null, null, null)) with { Author = owner } };
        if (restore.Version.Title is { } title) restore = restore with { Version = restore.Version with { Title = TextRules.CleanLabel(title) } };
        var record = draft.Origin?.ExternalId is null ? null : Of(line, draft);
        return new ImportRecord(line, draft, record?.Identity ?? "prompt:" + restore.Id, hash, null, restore);
    }

    public static ImportRecord Of(long line, PromptDraft draft)
    {
        draft = WithCleanLabels(draft);
        if (string.IsNullOrWhiteSpace(draft.Title)) draft = draft with { Title = TitleOf(draft) };
        var hash = HashOf(draft);
        var identity = draft.Origin?.ExternalId is { Length: > 0 } external
            ? "id:" + (draft.Origin.Source is { Length: > 0 } source && !external.StartsWith(source, StringComparison.Ordinal) ? source + "#" + external : external)
            : ContentHash.Of([draft.Type, draft.Title, draft.Content, .. (draft.Messages ?? []).SelectMany(m => new[] { m?.Role, m?.Content })]);
        // Keys are short: a long identity is named by its hash.
        return new ImportRecord(line, draft, identity.Length <= 200 ? identity : ContentHash.Of(identity), hash, null);
    }

    /// <summary>A work that came without a title is called by its first words.</summary>
    private static string? TitleOf(PromptDraft draft)
    {
        var text = draft.Content is { Length: > 0 } content ? content : draft.Messages is { IsDefaultOrEmpty: false } messages ? messages[0]?.Content : null;
        if (text is null) return null;
        var words = text[..Math.Min(text.Length, 400)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var title = "";
        foreach (var word in words)
        {
            if (title.Length + word.Length >= TitleLengthMade) break;
            title = title.Length == 0 ? word : title + " " + word;
        }

        return TextRules.CleanLabel(title.Length == 0 && words.Length > 0 ? words[0][..Math.Min(words[0].Length, TitleLengthMade)] : title);
    }

    /// <summary>Nobody is asked about a file of thousands of lines: what a label must not hold is dropped.</summary>
    private static PromptDraft WithCleanLabels(PromptDraft draft) => draft with
    {
        Title = Clean(draft.Title),
        SubType = Clean(draft.SubType),
        Category = Clean(draft.Category),
        Tags = Clean(draft.Tags),
        Models = Clean(draft.Models),
    };

    private static string? Clean(string? label) => label is null ? null : TextRules.CleanLabel(label);

    private static ImmutableArray<string>? Clean(ImmutableArray<string>? labels) =>
        labels is { IsDefaultOrEmpty: false } given ? [.. given.Select(l => Clean(l)!)] : labels;

    public static ImportRecord Bad(long line, Failure failure) => new(line, null, "", "", failure);

    /// <summary>The first problem, as one short sentence.</summary>
    public static string Describe(Failure failure) => failure.Errors is { Count: > 0 } errors
        ? string.Join("; ", errors.Take(3).Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Key} {e.Value[0]}")))
        : failure.Detail;
}
