namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each partition's events are numbered without gaps, and its head is the last number.</summary>
internal sealed class EventsCheck : IAuditCheck
{
    private const int FillMax = 10_000;

    public string Name => "Events";

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < context.Partitions; partition++)
        {
            var (number, sequence) = (partition, 0L);
            while (true)
            {
                var rows = 0;
                await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
                {
                    var events = await snapshot.ReadEventsAsync(partition, sequence, context.Settings.PageSize, cancellationToken);
                    rows = events.Count;
                    foreach (var e in events)
                    {
                        if (e.Position.Sequence != sequence + 1) Gap(context, partition, sequence + 1, e.Position.Sequence - 1);
                        sequence = e.Position.Sequence;
                    }

                    if (rows < context.Settings.PageSize)
                    {
                        var (head, last) = (await snapshot.ReadHeadsAsync(cancellationToken))[partition];
                        if (head > last) Gap(context, partition, last + 1, head);
                        else if (head < last) context.Drifted(DriftKinds.EventHead, $"partition {partition}", last, head, (_, c) => context.Stores.Ledger.RaiseHeadAsync(number, last, c));
                    }
                }

                await context.EndPageAsync(rows, cancellationToken);
                if (rows < context.Settings.PageSize) break;
            }
        }
    }

    private static void Gap(AuditContext context, int partition, long first, long last) => context.Drifted(
        DriftKinds.EventGap, $"partition {partition}", $"events {first} to {last}", "none", async (_, cancellationToken) =>
        {
            for (var from = first; from <= last; from += FillMax)
            {
                await context.Stores.Ledger.FillGapAsync(partition, from, Math.Min(last, from + FillMax - 1), cancellationToken);
            }
        });
}
