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
        await foreach (var prompt in WalkAsync(p => p.IsListed && PromptAccess.CanRead(p, new PromptViewer(null)), cancellationToken))
        {
            await foreach (var line in LinesAsync(prompt, cancellationToken)) yield return line;
        }
    }

    /// <summary>Every prompt of one's own, private ones too.</summary>
    public async IAsyncEnumerable<ExportedLine> ReadOwnAsync(string ownerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prompts = await OwnedAsync(ownerId, cancellationToken) is { } ids
            ? ReadAsync(ids, ownerId, cancellationToken)
            : WalkAsync(p => p.OwnerId == ownerId && PromptAccess.CanRead(p, ownerId), cancellationToken);
        await foreach (var prompt in prompts)
        {
            await foreach (var line in LinesAsync(prompt, cancellationToken)) yield return line;
        }
    }

    private async IAsyncEnumerable<ExportedLine> LinesAsync(PromptDocument prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var owner = (await owners.GetAsync(prompt.OwnerId, cancellationToken)).Handle;
        var newest = prompt.Version.Number;
        for (var first = 1; first <= newest; first += PageSize)
        {
            var numbers = Enumerable.Range(first, Math.Min(PageSize, newest - first + 1));
            var documents = await reader.ReadDocumentsAsync([.. numbers.Select(n => PromptVersionDocument.IdOf(prompt.Id, n))], cancellationToken);
            var versions = documents.Select(d => JsonSerializer.Deserialize(d.Body, DomainJson.Stored.PromptVersionDocument)!).OrderBy(v => v.Version.Number);
            foreach (var version in versions) yield return ExportedLine.Of(prompt, version, owner, isEarlier: version.Version.Number < newest);
        }
    }

    private async IAsyncEnumerable<PromptDocument> ReadAsync(List<string> ids, string readerId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in ids.Chunk(PageSize))
        {
            foreach (var document in (await reader.ReadDocumentsAsync(page, cancellationToken)).OrderBy(d => d.Id, StringComparer.Ordinal))
            {
                var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
                if (PromptAccess.CanRead(prompt, readerId)) yield return prompt;
            }
        }
    }

    private async IAsyncEnumerable<PromptDocument> WalkAsync(Func<PromptDocument, bool> suits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (await reader.ScanDocumentsAsync(EntityIds.Prompt + "_", after, PageSize, cancellationToken) is { Count: > 0 } documents)
        {
            foreach (var document in documents)
            {
                // Versions lie behind their prompt.
                if (!EntityIds.IsPrompt(document.Id)) continue;
                var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
                if (suits(prompt)) yield return prompt;
            }

            after = documents[^1].Id;
        }
    }

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
