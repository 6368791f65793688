using System.Diagnostics;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger;

/// <summary>
/// The spans of commits, under the source <c>PromptGrid.Ledger</c>. A batch serves many callers, so its span is nobody's
/// child: it links to its callers' spans, and they link to it. Without a listener a write pays one branch.
/// </summary>
internal static class LedgerTracing
{
    public const string SourceName = "PromptGrid.Ledger";

    // Enough to find any caller's batch by the caller's own link; the batch need not name a thousand of them.
    private const int LinksMax = 64;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The span that hands in a write; null when nobody listens.</summary>
    public static Activity? Caller() => Source.HasListeners() ? Activity.Current : null;

    /// <summary>Starts the span of a batch and makes it the current one. Dispose it when the batch is answered.</summary>
    public static Activity? Begin(Batch batch, string database)
    {
        if (!Source.HasListeners())
            return null;
        var links = new List<ActivityLink>();
        foreach (var commit in batch.Commits)
        {
            if (commit.Caller is { } caller && links.Count < LinksMax)
                links.Add(new ActivityLink(caller.Context));
        }

        Activity.Current = null;
        var activity = Source.StartActivity(ActivityKind.Internal, default, links: links, name: "ledger commit");
        if (activity is null)
            return null;
        activity.SetTag("db.system.name", database);
        activity.SetTag("db.operation.batch.size", batch.Items.Count);
        foreach (var commit in batch.Commits)
            commit.Caller?.AddLink(new ActivityLink(activity.Context));
        return activity;
    }

    public static void Fail(Activity? activity, Exception failure) =>
        activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
}
