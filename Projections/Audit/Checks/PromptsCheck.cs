using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;
using PromptGrid.Search;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each prompt can be read, holds its keys, stands in its owner's lists and its source's forks, counts what there
/// is, and is in the search index as it is, if it is public; nothing else is in the index.</summary>
internal sealed class PromptsCheck : IAuditCheck
{
    private static readonly (string Counter, string Edge, string Kind)[] Tallies =
    [
        (PromptCounters.Likes, PromptEdges.Like, DriftKinds.CounterLikes),
        (PromptCounters.Saves, PromptEdges.Save, DriftKinds.CounterSaves),
        (PromptCounters.Forks, PromptEdges.Fork, DriftKinds.CounterForks),
        (PromptCounters.Comments, CommentEdges.Counted, DriftKinds.CounterComments),
    ];

    public string Name => "Prompts";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        string? after = null;
        var size = context.Settings.PageSize;
        while (true)
        {
            // The index first: the ledger, which is read later, knows of everything that the index can know.
            var index = context.Stores.Search is { } search ? await search.ScanAsync(after, size, cancellationToken) : null;
            int rows;
            bool isLast;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(EntityIds.Prompt + "_", "@", after, size, cancellationToken);
                // Both pages hold everything up to the smaller of their ends.
                var end = Smaller(documents.Count < size ? null : documents[^1].Id, index is null || index.Rows.Count < size ? null : index.Rows[^1].Id);
                isLast = end is null;
                var page = new Page(
                    context, snapshot,
                    [.. documents.Where(d => IsUpTo(d.Id, end)).Select(d => (d, Stored.Read(d, DomainJson.Stored.PromptDocument, p => p.Id)))],
                    index is null ? null : index with { Rows = [.. index.Rows.Where(r => IsUpTo(r.Id, end))] });
                await page.CompareAsync(cancellationToken);
                rows = page.Documents.Count + (page.Index?.Rows.Count ?? 0);
                after = end;
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (isLast) return;
        }
    }

    private static string? Smaller(string? a, string? b) => a is null ? b : b is null || string.CompareOrdinal(a, b) < 0 ? a : b;

    private static bool IsUpTo(string id, string? end) => end is null || string.CompareOrdinal(id, end) <= 0;

    private sealed class Page(AuditContext context, ILedgerSnapshot snapshot, List<(LedgerDocument Document, PromptDocument? Prompt)> documents, SearchAuditPage? index)
    {
        // Prompts whose counters are wrong: what follows them is compared when they are right.
        private readonly HashSet<string> _miscounted = new(StringComparer.Ordinal);
        private InFlight? _lineage;
        private InFlight? _search;

        public List<(LedgerDocument Document, PromptDocument? Prompt)> Documents => documents;

        public SearchAuditPage? Index => index;

        public async Task CompareAsync(CancellationToken cancellationToken)
        {
            if (documents.Count > 0)
            {
                await CompareCountersAsync(cancellationToken);
                await CompareOwnershipAsync(cancellationToken);
            }

            if (index is not null) await CompareSearchAsync(index, cancellationToken);
        }

        private async Task CompareCountersAsync(CancellationToken cancellationToken)
        {
            var counts = await snapshot.CountEdgesToAsync([.. documents.Select(d => d.Document.Id)], cancellationToken);
            foreach (var (document, _) in documents)
            {
                foreach (var (counter, edge, kind) in Tallies)
                {
                    var (expected, found) = (counts.GetValueOrDefault((document.Id, edge)), document.Counter(counter));
                    if (expected == found) continue;
                    _miscounted.Add(document.Id);
                    context.Drifted(kind, document.Id, expected, found, (r, _) => r.AddAsync(document.Id, counter, expected - found));
                }
            }
        }

        private async Task CompareOwnershipAsync(CancellationToken cancellationToken)
        {
            var prompts = documents.Where(d => d.Prompt is not null).Select(d => d.Prompt!).ToList();
            var held = await snapshot.ResolveKeysAsync([.. prompts.SelectMany(Keys.Of)], cancellationToken);
            var existing = await snapshot.ExistingEdgesAsync([.. prompts.SelectMany(Ownership.EdgesOf)], cancellationToken);
            foreach (var (document, prompt) in documents)
            {
                if (prompt is null)
                {
                    context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a prompt", "something else", null);
                    continue;
                }

                foreach (var (kind, key) in Keys.Of(prompt)) Keys.Compare(context, kind, key, prompt.Id, held.GetValueOrDefault((kind, key)));
                foreach (var edge in Ownership.EdgesOf(prompt).Where(e => !existing.Contains(e)))
                {
                    var isFork = edge.Kind == PromptEdges.Fork;
                    if (isFork && !await ShouldBeKnownAsync(edge, cancellationToken)) continue;
                    context.Drifted(
                        isFork ? DriftKinds.LineageMissing : DriftKinds.EdgeMissing, prompt.Id, $"{edge.Kind} {edge.Source} {edge.Target}", "none",
                        (r, _) => r.SetEdgeAsync(prompt.Id, edge.Kind, edge.Source, edge.Target, remove: false));
                }
            }
        }

        /// <summary>A fork is registered later, by a projection, and only at a source that exists.</summary>
        private async Task<bool> ShouldBeKnownAsync(EdgeRow edge, CancellationToken cancellationToken)
        {
            if (_lineage is null)
            {
                var followed = await snapshot.ReadCheckpointsAsync(ProjectionNames.Lineage, cancellationToken);
                _lineage = await context.ReadInFlightAsync(snapshot, p => followed[p], cancellationToken);
            }

            if (!_lineage.Edits(edge.Source)) return (await snapshot.ReadDocumentsAsync([edge.Target], cancellationToken)).Count > 0;
            context.Waiting++;
            return false;
        }

        private async Task CompareSearchAsync(SearchAuditPage index, CancellationToken cancellationToken)
        {
            var rows = index.Rows.ToDictionary(r => r.Id, StringComparer.Ordinal);
            foreach (var (document, prompt) in documents)
            {
                var isIndexed = rows.Remove(document.Id, out var row);
                if (prompt is null) continue;
                if (!prompt.IsListed)
                {
                    if (isIndexed) await DriftedAsync(DriftKinds.SearchStray, document.Id, "not indexed", Text(row));
                    continue;
                }

                var expected = new SearchAuditRow(
                    document.Id, document.Version, document.Counter(PromptCounters.Likes), document.Counter(PromptCounters.Saves), document.Counter(PromptCounters.Forks));
                if (!isIndexed) await DriftedAsync(DriftKinds.SearchMissing, document.Id, Text(expected), "not indexed");
                else if (row != expected && !(_miscounted.Contains(document.Id) && row.Revision == expected.Revision)) await DriftedAsync(DriftKinds.SearchStale, document.Id, Text(expected), Text(row));
            }

            foreach (var row in rows.Values) await DriftedAsync(DriftKinds.SearchStray, row.Id, "not indexed", Text(row));

            async ValueTask DriftedAsync(string kind, string id, string expected, string found)
            {
                _search ??= await context.ReadInFlightAsync(snapshot, p => index.Checkpoints.GetValueOrDefault(p), cancellationToken);
                if (_search.Touches(id)) context.Waiting++;
                else context.Drifted(kind, id, expected, found, async (r, c) => await (kind == DriftKinds.SearchStale ? r.ReindexAsync(id, c) : r.RestoreAsync(id, c)));
            }
        }

        private static string Text(SearchAuditRow row) => FormattableString.Invariant($"revision {row.Revision}, likes {row.Likes}, saves {row.Saves}, forks {row.Forks}");
    }
}
