using PromptGrid.Domain.Comments;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>The events add up to what is counted, and to what the boards rank by; boards show what they may show.</summary>
internal sealed class SignalsCheck : IAuditCheck
{
    private static readonly (string Counter, string Edge, string Event)[] Tallies =
    [
        (PromptCounters.Likes, PromptEdges.Like, PromptEventNames.LikesChanged),
        (PromptCounters.Saves, PromptEdges.Save, PromptEventNames.SavesChanged),
        (PromptCounters.Forks, PromptEdges.Fork, PromptEventNames.ForksChanged),
        (PromptCounters.Comments, CommentEdges.Counted, PromptEventNames.CommentsChanged),
    ];

    public string Name => "Signals";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        var after = EntityIds.Prompt + "_";
        while (true)
        {
            var range = new Range(context, after);
            await range.SumUpAsync(cancellationToken);
            await range.CompareCountersAsync(cancellationToken);
            if (context.Stores.Trending is { } trending) await range.CompareScoresAsync(trending, cancellationToken);
            if (range.End is null) return;
            after = range.End;
        }
    }

    private sealed class Range(AuditContext context, string after)
    {
        private readonly EventSums<SignalSums> _sums = new(after, context.Settings.SumsMax);
        // Up to where counts and scores have seen the events, per partition.
        private readonly long[] _counted = new long[context.Partitions];
        private readonly long[] _scored = new long[context.Partitions];

        public string? End => _sums.End;

        public async Task SumUpAsync(CancellationToken cancellationToken)
        {
            var scored = context.Stores.Trending is { } trending ? (await trending.ScanAsync(null, 1, cancellationToken)).Checkpoints : new Dictionary<int, long>();
            long[] heads;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken)) heads = [.. (await snapshot.ReadHeadsAsync(cancellationToken)).Select(h => h.Last)];
            await EventWalk.WalkAsync(
                context, _counted, heads,
                e =>
                {
                    if (Of(e) is not { } sums) return;
                    sums.Count(e);
                    if (e.Position.Sequence <= scored.GetValueOrDefault(e.Position.Partition)) sums.Score(e);
                },
                cancellationToken);
            for (var partition = 0; partition < heads.Length; partition++) _scored[partition] = Math.Min(heads[partition], scored.GetValueOrDefault(partition));
        }

        public async Task CompareCountersAsync(CancellationToken cancellationToken)
        {
            var from = after;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (true)
            {
                int rows;
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    var counters = await snapshot.ScanCountersAsync(EntityIds.Prompt + "_", from, context.Settings.PageSize, cancellationToken);
                    rows = counters.Count;
                    var ids = counters.Select(c => c.Entity).Where(_sums.Covers).Distinct().ToList();
                    await CompareCountersAsync(snapshot, ids, counters.ToDictionary(c => (c.Entity, c.Name), c => c.Value), cancellationToken);
                    seen.UnionWith(ids);
                    if (rows > 0) from = counters[^1].Entity;
                }

                await context.EndPageAsync(rows, cancellationToken);
                if (rows == 0 || !_sums.Covers(from)) break;
            }

            // Prompts that the events tell of and that have no counter at all.
            foreach (var ids in _sums.All.Keys.Where(id => !seen.Contains(id)).ToList().Chunk(context.Settings.PageSize))
            {
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    var documents = await snapshot.ReadDocumentsAsync(ids, cancellationToken);
                    await CompareCountersAsync(
                        snapshot, [.. documents.Select(d => d.Id)], documents.SelectMany(d => d.Counters.Select(c => ((d.Id, c.Key), c.Value))).ToDictionary(c => c.Item1, c => c.Value), cancellationToken);
                }

                await context.EndPageAsync(ids.Length, cancellationToken);
            }
        }

        public async Task CompareScoresAsync(ITrendingStore trending, CancellationToken cancellationToken)
        {
            foreach (var sums in _sums.All.Values) sums.IsSeen = false;
            string? from = after;
            while (true)
            {
                var page = await trending.ScanAsync(from, context.Settings.PageSize, cancellationToken);
                var rows = page.Rows.Where(r => _sums.Covers(r.PromptId)).ToList();
                if (rows.Any(r => !Matches(r))) await ScoreUpToAsync(page.Checkpoints, cancellationToken);
                foreach (var row in rows)
                {
                    if (_sums.All.TryGetValue(row.PromptId, out var sums) && sums.HasSignals)
                    {
                        sums.IsSeen = true;
                        if (!sums.Matches(row.Scores)) context.Drifted(DriftKinds.TrendingScore, row.PromptId, sums.Scores, row.Scores, (_, c) => trending.RepairAsync([row with { Scores = sums.Scores }], [], c));
                    }
                    else
                    {
                        context.Drifted(DriftKinds.TrendingStray, row.PromptId, "no score", row.Scores, (_, c) => trending.RepairAsync([], [row.PromptId], c));
                    }
                }

                await CompareListingsAsync(trending, page, rows, cancellationToken);
                await context.EndPageAsync(page.Rows.Count, cancellationToken);
                if (page.Rows.Count < context.Settings.PageSize || rows.Count < page.Rows.Count) break;
                from = page.Rows[^1].PromptId;
            }

            await FindMissingAsync(trending, cancellationToken);
        }

        private SignalSums? Of(LedgerEvent e) => SignalSums.Concerns(e.Name) ? _sums.Of(e.Subject) : null;

        private bool Matches(TrendingRow row) => _sums.All.TryGetValue(row.PromptId, out var sums) && sums.HasSignals && sums.Matches(row.Scores);

        private async Task CompareCountersAsync(ILedgerSnapshot snapshot, List<string> ids, Dictionary<(string, string), long> counters, CancellationToken cancellationToken)
        {
            bool Differs(string id, string counter) => (_sums.All.TryGetValue(id, out var sums) ? sums[counter] : 0) != counters.GetValueOrDefault((id, counter));
            var wrong = ids.Where(id => Tallies.Any(t => Differs(id, t.Counter))).ToList();
            if (wrong.Count == 0) return;
            // What happened between the walk and this snapshot: after it, sums and counters are of one moment.
            var heads = await snapshot.ReadHeadsAsync(cancellationToken);
            for (var partition = 0; partition < _counted.Length; partition++)
            {
                while (_counted[partition] < heads[partition].Last && await snapshot.ReadEventsAsync(partition, _counted[partition], 1_000, cancellationToken) is { Count: > 0 } events)
                {
                    foreach (var e in events) Of(e)?.Count(e);
                    _counted[partition] = events[^1].Position.Sequence;
                }
            }

            wrong.RemoveAll(id => !Tallies.Any(t => Differs(id, t.Counter)));
            if (wrong.Count == 0) return;
            var edges = await snapshot.CountEdgesToAsync(wrong, cancellationToken);
            foreach (var id in wrong)
            {
                foreach (var (counter, edge, name) in Tallies)
                {
                    var (counted, told) = (counters.GetValueOrDefault((id, counter)), _sums.All.TryGetValue(id, out var sums) ? sums[counter] : 0);
                    // A counter that is wrong itself was named before; once it is right, this is compared again.
                    if (told == counted || counted != edges.GetValueOrDefault((id, edge))) continue;
                    context.Drifted(DriftKinds.History, id, $"{counter} {counted}", told, (r, c) => HistoryRepair.ReconcileAsync(context, r, id, edge, name, c));
                }
            }
        }

        /// <summary>Takes the scores on to where the store was when it was read.</summary>
        private Task ScoreUpToAsync(IReadOnlyDictionary<int, long> checkpoints, CancellationToken cancellationToken) => EventWalk.WalkAsync(
            context, _scored, [.. Enumerable.Range(0, _scored.Length).Select(p => checkpoints.GetValueOrDefault(p))], e => Of(e)?.Score(e), cancellationToken);

        private async Task CompareListingsAsync(ITrendingStore trending, TrendingAuditPage page, List<TrendingRow> rows, CancellationToken cancellationToken)
        {
            if (rows.Count == 0) return;
            // The ledger is read after the store: an event that is not open was followed when its row was read.
            await using var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken);
            InFlight? inFlight = null;
            foreach (var document in await snapshot.ReadDocumentsAsync([.. rows.Select(r => r.PromptId)], cancellationToken))
            {
                if (Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id) is not { } prompt) continue;
                var row = rows.Find(r => r.PromptId == prompt.Id)!;
                var boards = page.Boards.GetValueOrDefault(prompt.Id, []);
                if (row.Listed == prompt.IsListed && row.Type == prompt.Type && row.Category == prompt.Category && row.Tags.SequenceEqual(prompt.Tags)
                    && boards.Order(StringComparer.Ordinal).SequenceEqual(prompt.Tags.Distinct().Order(StringComparer.Ordinal)))
                {
                    continue;
                }

                inFlight ??= await context.ReadInFlightAsync(snapshot, p => page.Checkpoints.GetValueOrDefault(p), cancellationToken);
                if (inFlight.Edits(prompt.Id))
                {
                    context.Waiting++;
                    continue;
                }

                context.Drifted(
                    DriftKinds.TrendingListing, prompt.Id, Text(prompt.IsListed, prompt.Type, prompt.Category, prompt.Tags), Text(row.Listed, row.Type, row.Category, boards),
                    async (_, c) =>
                    {
                        // The score may have been mended since the page was read.
                        var now = (await trending.ReadAsync([prompt.Id], c)).GetValueOrDefault(prompt.Id);
                        if (now is not null) await trending.RepairAsync([now with { Listed = prompt.IsListed, Type = prompt.Type, Category = prompt.Category, Tags = prompt.Tags }], [], c);
                    });
            }
        }

        private async Task FindMissingAsync(ITrendingStore trending, CancellationToken cancellationToken)
        {
            foreach (var ids in _sums.All.Where(s => s.Value is { HasSignals: true, IsSeen: false }).Select(s => s.Key).ToList().Chunk(context.Settings.PageSize))
            {
                // Rows that came after their page was read are no drift.
                var rows = await trending.ReadAsync(ids, cancellationToken);
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    foreach (var document in await snapshot.ReadDocumentsAsync([.. ids.Where(id => !rows.ContainsKey(id))], cancellationToken))
                    {
                        if (Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id) is not { } prompt) continue;
                        var scores = _sums.All[prompt.Id].Scores;
                        context.Drifted(
                            DriftKinds.TrendingMissing, prompt.Id, scores, "none",
                            (_, c) => trending.RepairAsync([new TrendingRow(prompt.Id, prompt.IsListed, prompt.Type, prompt.Category, prompt.Tags, scores)], [], c));
                    }
                }

                await context.EndPageAsync(ids.Length, cancellationToken);
            }
        }

        private static string Text(bool listed, string type, string? category, IEnumerable<string> tags) =>
            $"{(listed ? "listed" : "hidden")}, {type}, {category ?? "no category"}, {tags.Distinct().Count()} tags";
    }
}
