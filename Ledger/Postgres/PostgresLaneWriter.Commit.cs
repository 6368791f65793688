using System.Net.Sockets;
using Npgsql;
using PromptGrid.Ledger.Lanes;

namespace PromptGrid.Ledger.Postgres;

/// <summary>One batch: attempts, answers, and what to make of failures.</summary>
internal sealed partial class PostgresLaneWriter
{
    // Returns false when the connection is gone and the lane has to see to it before the next batch.
    private bool CommitBatch(bool mayIsolate)
    {
        using var activity = LedgerTracing.Begin(_batch, "postgresql");
        var at = _clock.Next();
        for (var attempt = 1; ; attempt++)
        {
            var step = Step.Writing;
            try
            {
                var began = _context.Time.GetTimestamp();
                Connect();
                if (!TryCommitAtOnce(at, ref step) && _writer!.Begin(_batch, at))
                {
                    _context.FaultPoint?.Reached(LaneStep.BeforeCommit);
                    step = Step.Committing;
                    _writer.Commit(_batch, at);
                }

                _committed = _context.Time.GetTimestamp();

                step = Step.Committed;
                _context.FaultPoint?.Reached(LaneStep.BeforeAcknowledge);
                _batch.Settle(at);
                _context.Metrics.Committed(_batch.Items.Count, _context.Time.GetElapsedTime(began));
            }
            catch (Exception failure)
            {
                var verdict = Judge(failure, step, attempt);
                if (verdict == Verdict.Isolate && (!mayIsolate || _batch.Items.Count == 1))
                    verdict = Verdict.Fail;
                var isUsable = Reset(failure);
                switch (verdict)
                {
                    case Verdict.Retry:
                        LogRetrying(failure, _lane, attempt);
                        _batch.Refold();
                        continue;
                    case Verdict.Isolate:
                        LedgerTracing.Fail(activity, failure);
                        return CommitOneByOne(failure);
                    case Verdict.Fail:
                    default:
                        LedgerTracing.Fail(activity, failure);
                        Fail(failure);
                        return isUsable;
                }
            }

            _notifier.Notify(_batch, at);
            foreach (var item in _batch.Items)
                item.Complete();
            return true;
        }
    }

    // When the connection breaks in this one trip, nobody knows what became of the batch. So it is for lanes that are busy: a
    // connection that may have died while nothing was to do is tried with a trip of which that is known.
    private bool TryCommitAtOnce(long at, ref Step step)
    {
        if (_batch.Items.Count == 1 || _committed is not { } committed || _context.Time.GetElapsedTime(committed) > Fresh)
            return false;
        if (!_writer!.IsForeseeable(_batch))
            return false;
        _context.FaultPoint?.Reached(LaneStep.BeforeCommit);
        step = Step.Committing;
        if (_writer.TryCommitAtOnce(_batch, at))
            return true;
        step = Step.Writing;
        return false;
    }

    // Something in the batch cannot be stored. Whoever is innocent must not suffer for it.
    private bool CommitOneByOne(Exception failure)
    {
        LogIsolating(failure, _lane, _batch.Items.Count);
        var isUsable = true;
        foreach (var item in _batch.Items.ToArray())
        {
            if (item is PendingCommit commit)
                commit.Outcome = null;
            _batch.Clear();
            _batch.TryAdd(item);
            isUsable = CommitBatch(mayIsolate: false);
        }

        return isUsable;
    }

    private void Fail(Exception failure)
    {
        LogFailed(failure, _lane, _batch.Items.Count);
        _context.Metrics.Failed(_batch.Items.Count);
        foreach (var item in _batch.Items)
            item.Fail(LaneFront.Unavailable(failure));
    }

    private static Verdict Judge(Exception failure, Step step, int attempt)
    {
        if (step == Step.Committed)
            return Verdict.Fail;
        if (failure is PostgresException { InvariantSeverity: "ERROR" } refused)
        {
            // The server says that the transaction has ended without a commit, at whichever step.
            return refused.SqlState switch
            {
                PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
                    attempt < AttemptsMax ? Verdict.Retry : Verdict.Fail,
                // A prepared plan that a changed schema made invalid works again once it is prepared anew.
                PostgresErrorCodes.FeatureNotSupported when attempt == 1 => Verdict.Retry,
                _ => refused.SqlState[..2] is "22" or "23" or "54" ? Verdict.Isolate : Verdict.Fail,
            };
        }

        if (IsConnectionFailure(failure))
        {
            // Before the commit was sent nothing has happened, and the connection may simply have been idle for too long.
            return step == Step.Writing && attempt == 1 ? Verdict.Retry : Verdict.Fail;
        }

        return step == Step.Writing && failure is not LaneFault ? Verdict.Isolate : Verdict.Fail;
    }

    private static bool IsConnectionFailure(Exception failure) =>
        failure is NpgsqlException or IOException or SocketException or TimeoutException;

    // Returns whether the connection can be used again.
    private bool Reset(Exception failure)
    {
        if (failure is PostgresException { InvariantSeverity: "ERROR" } && _writer is not null)
        {
            try
            {
                _writer.Rollback();
                return true;
            }
            catch (Exception again) when (IsConnectionFailure(again) || again is InvalidOperationException)
            {
                LogDisconnectFailed(again, _lane);
            }
        }

        Disconnect();
        return false;
    }

    private enum Step
    {
        Writing,
        Committing,
        Committed,
    }

    private enum Verdict
    {
        Retry,
        Isolate,
        Fail,
    }
}
