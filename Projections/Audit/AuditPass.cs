using PromptGrid.Projections.Audit.Checks;

namespace PromptGrid.Projections.Audit;

/// <summary>
/// Compares documents, edges, events, projections, search and boards. May run beside writers: everything that is compared
/// was read in one snapshot, or is left out when an event that its projection has not followed yet concerns it.
/// </summary>
public static class AuditPass
{
    /// <summary>Repairs come on one another: a counter is right only once its edges are.</summary>
    private const int RoundsMax = 6;

    /// <summary>Looks at everything once and changes nothing.</summary>
    public static async Task<AuditReport> CheckAsync(AuditStores stores, AuditSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var context = new AuditContext(stores, null, settings, time);
        await RunAsync(context, cancellationToken);
        return context.Report();
    }

    /// <summary>Looks at everything and mends what it can, again and again until nothing is left to mend. Only where nothing
    /// else has the stores open.</summary>
    /// <returns>What was found over all rounds, and what a last look found that is left.</returns>
    public static async Task<(AuditReport Found, AuditReport Left)> RepairAsync(
        AuditStores stores, AuditRepairs repairs, AuditSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        AuditReport? found = null;
        for (var round = 1; ; round++)
        {
            var context = new AuditContext(stores, round <= RoundsMax ? repairs : null, settings, time);
            await RunAsync(context, cancellationToken);
            var report = context.Report();
            found = found is null ? report : Add(found, report);
            if (report.Total == 0 || context.Repaired == 0) return (found, report);
        }
    }

    private static async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        IAuditCheck[] checks =
        [
            new EventsCheck(), new CheckpointsCheck(), new UsersCheck(), new PromptsCheck(), new CommentsCheck(), new CollectionsCheck(), new FollowedTagsCheck(), new ModerationCheck(), new KeysCheck(), new EdgesCheck(),
            new SignalsCheck(), new ProfilesCheck(), new FeedCheck(), new InboxesCheck(),
        ];
        foreach (var check in checks)
        {
            context.Begin(check.Name);
            await check.RunAsync(context, cancellationToken);
        }
    }

    private static AuditReport Add(AuditReport a, AuditReport b) => new(
        a.Counts.Concat(b.Counts).GroupBy(c => c.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(c => c.Value), StringComparer.Ordinal),
        [.. a.Found.Concat(b.Found).Distinct().Take(AuditReport.FoundMax)],
        a.Rows + b.Rows,
        b.Waiting,
        a.Duration + b.Duration);
}
