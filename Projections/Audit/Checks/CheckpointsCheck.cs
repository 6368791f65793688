using System.Globalization;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Profiles;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>No projection is beyond the ledger, and none had to put an event aside.</summary>
internal sealed class CheckpointsCheck : IAuditCheck
{
    private const int LettersMax = 1_000;

    public string Name => "Checkpoints";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        var stores = context.Stores;
        // Checkpoints first: the ledger is read later and can only be further on.
        var search = stores.Search is null ? null : (await stores.Search.ScanAsync(null, 1, cancellationToken)).Checkpoints;
        var trending = stores.Trending is null ? null : (await stores.Trending.ScanAsync(null, 1, cancellationToken)).Checkpoints;
        var feed = stores.Tables is null ? null : await stores.Tables.AuditCheckpointsAsync(SqlFeedStore.Checkpoints, cancellationToken);
        var notifications = stores.Tables is null ? null : await stores.Tables.AuditCheckpointsAsync(SqlNotificationStore.Checkpoints, cancellationToken);
        await using (var snapshot = await stores.Ledger.OpenAsync(cancellationToken))
        {
            var heads = await snapshot.ReadHeadsAsync(cancellationToken);
            var lineage = await snapshot.ReadCheckpointsAsync(ProjectionNames.Lineage, cancellationToken);
            var profiles = await ProfilesProjection.ReadCheckpointsAsync(snapshot, context.Partitions, cancellationToken);
            for (var partition = 0; partition < heads.Count; partition++)
            {
                var (number, head) = (partition, Math.Max(heads[partition].Head, heads[partition].Last));
                void Ahead(string projection, long checkpoint, Func<AuditRepairs, CancellationToken, ValueTask>? repair)
                {
                    if (checkpoint > head) context.Drifted(DriftKinds.CheckpointAhead, ProjectionKey.Format(projection, number), $"at most {head}", checkpoint, repair);
                }

                // Following everything again changes nothing that is right.
                Ahead(ProjectionNames.Lineage, lineage[partition], (_, c) => stores.Checkpoints.WriteAsync(ProjectionNames.Lineage, number, 0, reset: true, c));
                Ahead(ProjectionNames.Profiles, profiles[partition].Sequence, (r, _) => r.WriteAsync(ProfilesProjection.CheckpointWrite(number, profiles[number].Version, head)));
                // The rows are compared with the events up to here by a later check.
                if (trending is not null) Ahead(ProjectionNames.Trending, trending.GetValueOrDefault(partition), (_, c) => stores.Trending!.ResetCheckpointAsync(number, head, c));
                // Rows of the feed are put in place of those there are; entries of inboxes must not be told again.
                if (feed is not null) Ahead(ProjectionNames.Feed, feed.GetValueOrDefault(partition), (_, c) => stores.Tables!.ResetCheckpointAsync(SqlFeedStore.Checkpoints, number, 0, c));
                if (notifications is not null) Ahead(ProjectionNames.Notifications, notifications.GetValueOrDefault(partition), (_, c) => stores.Tables!.ResetCheckpointAsync(SqlNotificationStore.Checkpoints, number, head, c));
                // An index moves its checkpoints only forwards: it has to be made anew.
                if (search is not null) Ahead(ProjectionNames.Search, search.GetValueOrDefault(partition), async (r, c) => await r.RebuildSearchAsync(c));
            }
        }

        var letters = await stores.Checkpoints.ListDeadLettersAsync(null, LettersMax, cancellationToken);
        foreach (var letter in letters)
        {
            // What it left undone the other checks find and mend by themselves.
            context.Drifted(
                DriftKinds.DeadLetter, $"{letter.Projection}/{letter.Position.Partition}/{letter.Position.Sequence}", "handled", $"{letter.EventName} {letter.Subject}: {letter.Reason}",
                (_, c) => stores.Checkpoints.ClearDeadLettersAsync(letter.Projection, c));
        }

        await context.EndPageAsync(letters.Count + context.Partitions, cancellationToken);
    }
}
