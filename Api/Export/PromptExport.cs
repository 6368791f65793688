using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Export;

/// <summary>Reads prompts with all their versions from committed rows, in pages: the memory it needs does not grow with what
/// there is. Sources come before their forks.</summary>
public sealed class PromptExport(ILedgerReader reader, OwnerCards owners)
{
    /// <summary>Documents read at once: each may be a megabyte.</summary>
    private const int PageSize = 32;

    private const int EdgePageSize = 1_000;

    /// <summary>Up to so many prompts of one owner are sorted in memory; beyond, all prompts are walked through.</summary>
    private const int SortedMax = 20_000;

    /// <summary>Every public prompt.</summary>
    public async IAsyncEnumerable<ExportedLine> ReadPublicAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in WalkAsync(p => p.IsListed && PromptAccess.CanRead(p, new PromptViewer(null)), cancellationToken))
        {
            await foreach (var line in LinesAsync(page, cancellationToken)) yield return line;
        }
    }

    /// <summary>Every prompt of one's own, private ones too.</summary>
    public async IAsyncEnumerable<ExportedLine> ReadOwnAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = await OwnedAsync(ownerId, cancellationToken) is { } ids
            ? ReadAsync(ids, ownerId, cancellationToken)
            : WalkAsync(p => p.OwnerId == ownerId && PromptAccess.CanRead(p, ownerId), cancellationToken);
        await foreach (var page in pages)
        {
            await foreach (var line in LinesAsync(page, cancellationToken)) yield return line;
        }
    }

    // The versions of a page are read together: most prompts have one, and one question for each would take longer than all
    // the rest.
    private async IAsyncEnumerable<ExportedLine> LinesAsync(List<PromptDocument> page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = page.SelectMany(prompt => Enumerable.Range(1, prompt.Version.Number), (prompt, number) => (Prompt: prompt, Id: PromptVersionDocument.IdOf(prompt.Id, number)));
        foreach (var some in wanted.Chunk(PageSize))
        {
            var documents = (await reader.ReadDocumentsAsync([.. some.Select(w => w.Id)], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
            foreach (var (prompt, id) in some)
            {
                if (!documents.TryGetValue(id, out var document)) continue;
                var version = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptVersionDocument)!;
                var owner = (await owners.GetAsync(prompt.OwnerId, cancellationToken)).Handle;
                yield return ExportedLine.Of(prompt, version, owner, isEarlier: version.Version.Number < prompt.Version.Number);
            }
        }
    }

    private async IAsyncEnumerable<List<PromptDocument>> ReadAsync(List<string> ids, string readerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in ids.Chunk(PageSize))
        {
            var documents = await reader.ReadDocumentsAsync(page, cancellationToken);
            yield return [.. documents.OrderBy(d => d.Id, StringComparer.Ordinal).Select(Parse).Where(p => PromptAccess.CanRead(p, readerId))];
        }
    }

    private async IAsyncEnumerable<List<PromptDocument>> WalkAsync(Func<PromptDocument, bool> suits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (await reader.ScanDocumentsAsync(EntityIds.Prompt + "_", after, PageSize, cancellationToken) is { Count: > 0 } documents)
        {
            // Versions lie behind their prompt.
            yield return [.. documents.Where(d => EntityIds.IsPrompt(d.Id)).Select(Parse).Where(suits)];
            after = documents[^1].Id;
        }
    }

    private static PromptDocument Parse(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;

    /// <summary>The ids of an owner's prompts in their order; null when they are too many.</summary>
    private async Task<List<string>?> OwnedAsync(string ownerId, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        EdgeCursor? before = null;
        while (await reader.ListEdgesFromAsync(PromptEdges.Owns, ownerId, before, EdgePageSize, cancellationToken) is { Count: > 0 } edges)
        {
            ids.AddRange(edges.Select(e => e.Target));
            if (ids.Count > SortedMax) return null;
            before = new EdgeCursor(edges[^1].At, edges[^1].Target);
        }

        ids.Sort(StringComparer.Ordinal);
        return ids;
    }
}
