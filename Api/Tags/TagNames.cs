using System.Collections.Immutable;
using System.Text.Json;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Tags;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Tags;

/// <summary>What tags are called: aliases become the tags that they mean, and public tags hold no refused words. Aliases are
/// remembered for <see cref="FreshFor"/>. Thread-safe.</summary>
public sealed class TagNames(ILedgerReader reader, RefusedWords refused, TimeProvider time)
{
    /// <summary>How long another node may go on with an older list of aliases.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private (TagAliases Aliases, long At)? _known;

    /// <summary>The aliases as they are.</summary>
    public async ValueTask<TagAliases> GetAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && time.GetElapsedTime(known.At) < FreshFor) return known.Aliases;
        var at = time.GetTimestamp();
        var aliases = await reader.ReadDocumentAsync(TagAliases.DocumentId, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body, DomainJson.Stored.TagAliases)!
            : TagAliases.None;
        _known = (aliases, at);
        return aliases;
    }

    /// <summary>Takes over what this node just committed.</summary>
    public void Remember(TagAliases aliases) => _known = (aliases, time.GetTimestamp());

    /// <summary>A draft with the tags that its names mean; refused when it would be public and a tag holds a refused word.</summary>
    public async ValueTask<Result<PromptDraft>> PrepareAsync(PromptDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Tags is not { IsDefaultOrEmpty: false } given) return draft;
        var tags = (await GetAsync(cancellationToken)).Resolve(given);
        if ((draft.Visibility ?? Visibilities.Public) == Visibilities.Public && Check(tags) is { } failure) return failure;
        return draft with { Tags = tags };
    }

    /// <summary>A patch with the tags that its names mean. One that makes a prompt public brings the tags that the prompt has
    /// under the same rules.</summary>
    public async ValueTask<Result<PromptPatch>> PrepareAsync(PromptPatch patch, string promptId, CancellationToken cancellationToken)
    {
        var hasTags = patch.Fields.Contains("tags");
        if (!hasTags && !(patch.Fields.Contains("visibility") && patch.Draft.Visibility == Visibilities.Public)) return patch;
        var prompt = await reader.ReadDocumentAsync(promptId, cancellationToken) is { } document ? JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument) : null;
        var given = (hasTags ? patch.Draft.Tags : prompt?.Tags) is { IsDefault: false } named ? named : [];
        var tags = (await GetAsync(cancellationToken)).Resolve(given);
        var visibility = patch.Fields.Contains("visibility") ? patch.Draft.Visibility : prompt?.Visibility;
        if (visibility == Visibilities.Public && Check(tags) is { } failure) return failure;
        return hasTags || !tags.SequenceEqual(given) ? patch with { Draft = patch.Draft with { Tags = tags }, Fields = patch.Fields.Add("tags") } : patch;
    }

    private Failure? Check(ImmutableArray<string> tags) =>
        tags.FirstOrDefault(t => t is not null && refused.Refuses(t)) is null ? null : Failure.Invalid("tags", "one of these words is not for public tags");
}
