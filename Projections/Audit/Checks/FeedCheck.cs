using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Feed;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Feeds know every public prompt, with its owner and tags, and no other.</summary>
internal sealed class FeedCheck : IAuditCheck
{
    public string Name => "Feeds";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        if (context.Stores.Tables is not { } tables || !await tables.ExistsAsync(SqlFeedStore.Checkpoints, cancellationToken)) return;
        var store = new SqlFeedStore(tables);
        await CompareRowsAsync(context, store, cancellationToken);
        await FindMissingAsync(context, store, cancellationToken);
    }

    private static async Task CompareRowsAsync(AuditContext context, SqlFeedStore store, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            var (checkpoints, rows) = await store.ScanAsync(after, context.Settings.PageSize, cancellationToken);
            if (rows.Count > 0)
            {
                after = rows[^1].PromptId;
                // The ledger is read after the store: an event that is not open was followed when its row was read.
                await using var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken);
                var documents = (await snapshot.ReadDocumentsAsync([.. rows.Select(r => r.PromptId)], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
                InFlight? inFlight = null;
                foreach (var row in rows)
                {
                    PromptDocument? prompt = null;
                    if (documents.TryGetValue(row.PromptId, out var document) && (prompt = Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id)) is null) continue;
                    var isShown = prompt is not null && IsShown(prompt);
                    if (isShown && row.OwnerId == prompt!.OwnerId && row.Tags.SequenceEqual(prompt.Tags)) continue;
                    inFlight ??= await context.ReadInFlightAsync(snapshot, p => checkpoints.GetValueOrDefault(p), cancellationToken);
                    if (inFlight.Edits(row.PromptId)) context.Waiting++;
                    else if (!isShown) context.Drifted(DriftKinds.FeedStray, row.PromptId, "none", Text(row), (_, c) => store.RepairAsync([], [row.PromptId], c));
                    else
                    {
                        var mended = row with { OwnerId = prompt!.OwnerId, Tags = prompt.Tags };
                        context.Drifted(DriftKinds.FeedStale, row.PromptId, Text(mended), Text(row), (_, c) => store.RepairAsync([mended], [], c));
                    }
                }
            }

            await context.EndPageAsync(rows.Count, cancellationToken);
            if (rows.Count < context.Settings.PageSize) return;
        }
    }

    private static async Task FindMissingAsync(AuditContext context, SqlFeedStore store, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            List<string> shown = [];
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(EntityIds.Prompt + "_", "@", after, context.Settings.PageSize, cancellationToken);
                rows = documents.Count;
                if (rows > 0) after = documents[^1].Id;
                shown.AddRange(documents.Where(d => Stored.Read(d, DomainJson.Stored.PromptDocument, p => p.Id) is { } prompt && IsShown(prompt)).Select(d => d.Id));
            }

            var checkpoints = await store.ReadCheckpointsAsync(cancellationToken);
            var known = await store.ReadAsync(shown, cancellationToken);
            shown.RemoveAll(known.ContainsKey);
            if (shown.Count > 0)
            {
                await using var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken);
                var inFlight = await context.ReadInFlightAsync(snapshot, p => checkpoints.GetValueOrDefault(p), cancellationToken);
                foreach (var document in await snapshot.ReadDocumentsAsync(shown, cancellationToken))
                {
                    if (Stored.Read(document, DomainJson.Stored.PromptDocument, p => p.Id) is not { } prompt || !IsShown(prompt)) continue;
                    if (inFlight.Edits(prompt.Id)) context.Waiting++;
                    else
                    {
                        // When it became public the events say, if they are all there; nearly always it was when it was made.
                        var row = new FeedRow(prompt.Id, Microseconds.From(prompt.CreatedAt), prompt.OwnerId, prompt.Tags);
                        context.Drifted(DriftKinds.FeedMissing, prompt.Id, Text(row), "none", (_, c) => store.RepairAsync([row], [], c));
                    }
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    // As the projection has it: whether moderators hid a prompt is looked at when a feed is read.
    private static bool IsShown(PromptDocument prompt) => !prompt.IsDeleted && prompt.Visibility == Visibilities.Public;

    private static string Text(FeedRow row) => $"{row.OwnerId}, {row.Tags.Length} tags";
}
