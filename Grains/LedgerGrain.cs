using PromptGrid.Domain.Common;
using PromptGrid.Ledger;

namespace PromptGrid.Grains;

/// <summary>
/// Base of grains whose state is a cache of committed rows. Whenever that cache may differ from the rows (a conflict, or a
/// commit whose answer was lost), the activation ends, and the next one reads anew.
/// </summary>
public abstract class LedgerGrain(ILedger ledger) : Grain
{
    /// <summary>Commits, as <see cref="ILedger.CommitAsync"/> does.</summary>
    protected async ValueTask<CommitOutcome> CommitAsync(WriteSet set)
    {
        try
        {
            var outcome = await ledger.CommitAsync(set);
            if (outcome is CommitOutcome.VersionConflict) EndActivation();
            return outcome;
        }
        catch (LedgerUnavailableException)
        {
            // It may have happened: what this activation remembers is not to be trusted any more.
            EndActivation();
            throw;
        }
    }

    /// <summary>Whether a document is still at the version this activation remembers; if not, the activation ends. For
    /// answers that commit nothing: a commit would have found out.</summary>
    protected async ValueTask<bool> IsCurrentAsync(ILedgerReader reader, string documentId, long revision)
    {
        var document = await reader.ReadDocumentAsync(documentId);
        if ((document?.Version ?? 0) == revision) return true;
        EndActivation();
        return false;
    }

    /// <summary>Lets go of callers who wait for a change, so that the activation can end now.</summary>
    protected virtual void ReleaseWaiters()
    {
    }

    /// <summary>What a refused commit means to a caller, where that is the same for all grains.</summary>
    protected static Failure Refuse(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Overloaded => new Failure(FailureCode.Overloaded, "Too many writes are waiting; try again soon."),
        CommitOutcome.OperationMismatch => new Failure(FailureCode.Conflict, "This Idempotency-Key was used for another request."),
        CommitOutcome.VersionConflict => new Failure(FailureCode.Unavailable, "It was changed elsewhere at the same time; try again."),
        _ => throw new InvalidOperationException($"Outcome {outcome.GetType().Name} cannot be refused."),
    };

    private void EndActivation()
    {
        DeactivateOnIdle();
        ReleaseWaiters();
    }
}
