using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Tags;
using PromptGrid.Grains.Interfaces.Tags;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Tags;

/// <summary>See <see cref="ITagAliasesGrain"/> for what it promises.</summary>
public sealed class TagAliasesGrain(ILedger ledger, ILedgerReader reader, TimeProvider time) : LedgerGrain(ledger), ITagAliasesGrain
{
    private TagAliases _aliases = TagAliases.None;
    private long _version;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(TagAliases.DocumentId, cancellationToken) is not { } document) return;
        _aliases = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.TagAliases)!;
        _version = document.Version;
    }

    public async Task<Result<TagAliases>> SetAsync(string alias, string? tag, string moderatorId) =>
        _aliases.With(alias, tag).TryGet(out var next, out var failure) ? await CommitAsync(next, "alias-set", moderatorId, $"{TagAliases.Normalize(alias)} means {next.Resolve(alias)}") : failure;

    public Task<Result<TagAliases>> RemoveAsync(string alias, string moderatorId) =>
        CommitAsync(_aliases.Without(alias), "alias-removed", moderatorId, TagAliases.Normalize(alias));

    private async Task<Result<TagAliases>> CommitAsync(TagAliases next, string action, string moderatorId, string what)
    {
        if (next.Tags.Count == _aliases.Tags.Count && next.Tags.SequenceEqual(_aliases.Tags))
        {
            if (await IsCurrentAsync(reader, TagAliases.DocumentId, _version)) return _aliases;
            return Refuse(new CommitOutcome.VersionConflict(TagAliases.DocumentId));
        }

        next = next with { AuditCount = _aliases.AuditCount + 1 };
        var entry = new ModerationAuditEntry(ModerationAuditEntry.IdOf(TagAliases.DocumentId, next.AuditCount), TagAliases.DocumentId, action, moderatorId, what, null, time.GetUtcNow());
        var outcome = await CommitAsync(new WriteSet
        {
            Entity = TagAliases.DocumentId,
            Documents =
            [
                new DocumentWrite(TagAliases.DocumentId, _version, JsonSerializer.Serialize(next, DomainJson.Stored.TagAliases)),
                new DocumentWrite(entry.Id, 0, JsonSerializer.Serialize(entry, DomainJson.Stored.ModerationAuditEntry)),
            ],
            Edges = [new EdgeWrite(ModerationEdges.Audit, entry.Id, ModerationEdges.Desk, Remove: false, null)],
        });
        if (outcome is not CommitOutcome.Committed) return Refuse(outcome);
        _aliases = next;
        _version++;
        return next;
    }
}
