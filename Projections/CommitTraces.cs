using System.Diagnostics;
using PromptGrid.Ledger;

namespace PromptGrid.Projections;

/// <summary>
/// Remembers which span committed which events, so that the spans of projections can link to it: events themselves carry
/// no trace. Bounded; knows nothing of other processes, or while nobody traces.
/// </summary>
public sealed class CommitTraces : ILedgerListener
{
    public const string SourceName = "PromptGrid.Projections";

    private const int Capacity = 2_048;
    private const int LinksMax = 64;

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Lock _lock = new();
    private readonly Queue<(LedgerPosition Head, ActivityContext Commit)> _commits = new();

    /// <summary>Called on the lane, in the span of the commit.</summary>
    public void OnCommitted(IReadOnlyList<LedgerEvent> events)
    {
        if (!Source.HasListeners() || Activity.Current is not { } commit) return;
        lock (_lock)
        {
            if (_commits.Count == Capacity) _commits.Dequeue();
            _commits.Enqueue((events[^1].Position, commit.Context));
        }
    }

    /// <summary>Starts the span of a projection's batch, linked to the commits of its events; null when nobody listens.</summary>
    public Activity? BeginBatch(string projection, int partition, IReadOnlyList<LedgerEvent> events)
    {
        if (!Source.HasListeners()) return null;
        // A batch is nobody's child, least of all of the call that happened to wake its runner.
        Activity.Current = null;
        var activity = Source.StartActivity(ActivityKind.Consumer, default, links: LinksTo(partition, events), name: "project " + projection);
        activity?.SetTag("promptgrid.partition", partition);
        activity?.SetTag("messaging.batch.message_count", events.Count);
        return activity;
    }

    private List<ActivityLink> LinksTo(int partition, IReadOnlyList<LedgerEvent> events)
    {
        var (first, last) = (events[0].Position.Sequence, events[^1].Position.Sequence);
        var links = new List<ActivityLink>();
        lock (_lock)
        {
            foreach (var (head, commit) in _commits)
            {
                // A commit's head is the last of its events: the commit of the last event here may end behind it.
                if (head.Partition != partition || head.Sequence < first) continue;
                links.Add(new ActivityLink(commit));
                if (head.Sequence >= last || links.Count == LinksMax) break;
            }
        }

        return links;
    }
}
