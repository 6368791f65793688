using PromptGrid.Domain.Moderation;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Moderation;

/// <summary>Takes a user out of moderation, as their account goes.</summary>
public sealed class ReporterErasure(ILedger ledger, ILedgerReader reader, IGrainFactory grains)
{
    private const int PageSize = 500;

    /// <summary>The user's reports stay and lose their reporter. Idempotent: repeat it after a failure. The audit trail names
    /// no reporters; moderators and owners stand in it by id alone.</summary>
    public async Task EraseUserAsync(string userId, CancellationToken cancellationToken)
    {
        while (await reader.ListEdgesFromAsync(ModerationEdges.Report, userId, null, PageSize, cancellationToken) is { Count: > 0 } edges)
        {
            foreach (var promptId in edges.Select(e => e.Target[..e.Target.IndexOf('#', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal))
            {
                if ((await grains.Prompt(promptId).ForgetReporterAsync(userId)).Failure is { } failure) throw new LedgerUnavailableException(failure.Detail);
            }

            // Edges of closed rounds, too: nothing names the user any more.
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Edges = [.. edges.Select(e => new EdgeWrite(e.Kind, e.Source, e.Target, Remove: true, null))] });
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"The reports of a user were not let go: {outcome.GetType().Name}.");
        }
    }
}
