using System.Text.Json;
using Microsoft.Extensions.Logging;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Erasure;
using PromptGrid.Projections.Search;
using PromptGrid.Search;

namespace PromptGrid.Grains.Accounts;

/// <summary>
/// Erases a deleted account in two rounds. The first begins at once and ends when neither ledger nor search hold the handle
/// any more; the second comes after <see cref="SecondRoundAfter"/>, for what requests that were under way left behind.
/// </summary>
/// <remarks>Progress is the document <c>{userId}/erasure</c>; everything done twice changes nothing.</remarks>
public sealed partial class AccountErasureGrain(
    IEnumerable<IPersonalData> data,
    ILedger ledger,
    ILedgerReader reader,
    ILedgerErasure erasure,
    ISearchIndex search,
    AuthorHandles authors,
    TimeProvider time,
    ILogger<AccountErasureGrain> logger) : Grain, IAccountErasureGrain
{
    /// <summary>Longer than any node believes a token, and any request takes.</summary>
    public static readonly TimeSpan SecondRoundAfter = TimeSpan.FromSeconds(15);

    private const int OverwriteAttemptsMax = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SearchPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _work = Task.CompletedTask;
    private int _failures;
    private DateTimeOffset _notBefore;

    public Task WakeAsync()
    {
        if (_work.IsCompleted && time.GetUtcNow() >= _notBefore && !_stopping.IsCancellationRequested) _work = RunAsync(this.GetPrimaryKeyString(), _stopping.Token);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work;
        _stopping.Dispose();
    }

    private async Task RunAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            if (await reader.ReadDocumentAsync(UserErasureDocument.IdOf(userId), cancellationToken) is not { } document) return;
            var state = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.UserErasureDocument)!;
            if (state.Handle is { } handle) await RunFirstAsync(userId, document, state, handle, cancellationToken);
            else if (time.GetUtcNow() - state.DeletedAt >= SecondRoundAfter) await RunSecondAsync(userId, document, cancellationToken);
            _failures = 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The next activation goes on.
        }
        catch (Exception e)
        {
            _failures++;
            _notBefore = time.GetUtcNow() + TimeSpan.FromTicks(Math.Min(BackOffMax.Ticks, TimeSpan.TicksPerSecond << Math.Min(_failures, 10)));
            LogFailed(userId, _failures, e);
        }
    }

    private async Task RunFirstAsync(string userId, LedgerDocument document, UserErasureDocument state, string handle, CancellationToken cancellationToken)
    {
        authors.Forget(userId);
        await EraseAsync(userId, cancellationToken);
        await erasure.ForgetOperationsAsync(OperationsOf(userId), $"\"ownerHandle\":\"{handle}\"", cancellationToken);
        await WaitForSearchAsync(cancellationToken);
        await search.ForgetAuthorAsync(handle, cancellationToken);
        await CommitAsync(userId, new DocumentWrite(document.Id, document.Version, JsonSerializer.Serialize(state with { Handle = null }, DomainJson.Stored.UserErasureDocument)), isLast: false);
        await OverwriteAsync(cancellationToken);
        LogErased(userId);
    }

    private async Task RunSecondAsync(string userId, LedgerDocument document, CancellationToken cancellationToken)
    {
        await EraseAsync(userId, cancellationToken);
        await erasure.ForgetOperationsAsync(OperationsOf(userId), null, cancellationToken);
        await OverwriteAsync(cancellationToken);
        await CommitAsync(userId, new DocumentWrite(document.Id, document.Version, null), isLast: true);
    }

    private async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        foreach (var part in data) await part.EraseAsync(userId, cancellationToken);
    }

    /// <summary>Until the index has taken out what was just deleted, it may hold the handle.</summary>
    private async Task WaitForSearchAsync(CancellationToken cancellationToken)
    {
        if (!search.KeepsPrompts) return;
        var began = time.GetTimestamp();
        for (var partition = 0; partition < reader.PartitionCount; partition++)
        {
            var head = await reader.ReadHeadAsync(partition, cancellationToken);
            while (await search.ReadCheckpointAsync(partition, cancellationToken) < head)
            {
                if (time.GetElapsedTime(began) > SearchPatience) throw new SearchUnavailableException("The index is behind; erasing goes on when it has caught up.");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task OverwriteAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await erasure.OverwriteAsync(cancellationToken); attempt++)
        {
            if (attempt == OverwriteAttemptsMax) throw new LedgerUnavailableException("The ledger's log is read all the time and could not be cut.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task CommitAsync(string userId, DocumentWrite document, bool isLast)
    {
        var outcome = await ledger.CommitAsync(new WriteSet
        {
            Entity = userId,
            Documents = [document],
            Edges = isLast ? [new EdgeWrite(UserErasureDocument.EdgeKind, userId, UserErasureDocument.Pending, Remove: true, null)] : [],
        });
        if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"The progress of an erasure was not committed: {outcome.GetType().Name}.");
    }

    /// <summary>How ids of operations of a user begin.</summary>
    private static string OperationsOf(string userId) => userId + ":";

    [LoggerMessage(EventIds.AccountErased, LogLevel.Information, "Account {UserId} is erased.")]
    private partial void LogErased(string userId);

    [LoggerMessage(EventIds.ErasureFailed, LogLevel.Warning, "Erasing account {UserId} failed, {Failures} in a row; it is tried again.")]
    private partial void LogFailed(string userId, int failures, Exception exception);
}
