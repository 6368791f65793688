using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <summary>The single writer of one prompt. See <see cref="IPromptGrain"/> for what it promises.</summary>
/// <remarks>State is a cache of committed rows. The set of likers is never here: an edge's primary key is the truth.</remarks>
public sealed partial class PromptGrain(ILedger ledger, ILedgerReader reader, TimeProvider time) : Grain, IPromptGrain
{
    private string _id = "";
    private PromptDocument? _prompt;
    private long _revision;
    private PromptCounts _counts;
    private long _change;
    // A later commit's counters may be told before an earlier one's: only a higher sequence may overwrite.
    private long _countedAt;
    private TaskCompletionSource? _changed;
    private PromptSnapshot? _snapshot;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        await LoadAsync(cancellationToken);
    }

    public ValueTask<Result<PromptSnapshot>> GetAsync(string? readerId) => ValueTask.FromResult(Read(readerId));

    private Result<PromptSnapshot> Read(string? readerId) =>
        _prompt is { } prompt && PromptAccess.CanRead(prompt, readerId) ? Snapshot() : Failure.NotFound("prompt");

    private PromptSnapshot Snapshot() => _snapshot ??= new PromptSnapshot(_prompt!, _revision, _counts, _change);

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await reader.ReadDocumentAsync(_id, cancellationToken) is { } document)
        {
            _prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument);
            _revision = document.Version;
            _counts = CountsOf(document);
        }
        else
        {
            _prompt = null;
            _revision = 0;
            _counts = default;
        }

        Changed();
    }

    private static PromptCounts CountsOf(LedgerDocument document) => new(
        document.Counter(PromptCounters.Likes),
        document.Counter(PromptCounters.Saves),
        document.Counter(PromptCounters.Forks),
        document.Counter(PromptCounters.Comments),
        document.Counter(PromptCounters.Views),
        document.Counter(PromptCounters.Copies));

    private void Changed()
    {
        _change++;
        _snapshot = null;
        _changed?.TrySetResult();
        _changed = null;
    }

    /// <summary>What a refused commit means to the caller. A stale picture ends this activation: the next one reads anew.</summary>
    private Failure Refuse(CommitOutcome outcome)
    {
        switch (outcome)
        {
            case CommitOutcome.Overloaded:
                return new Failure(FailureCode.Overloaded, "Too many writes are waiting; try again soon.");
            case CommitOutcome.OperationMismatch:
                return new Failure(FailureCode.Conflict, "This Idempotency-Key was used for another request.");
            case CommitOutcome.KeyTaken { Kind: Domain.Users.UniqueKeys.Slug }:
                return Failure.Conflict("slug", "You have another prompt with this slug.");
            case CommitOutcome.KeyTaken:
                return Failure.Conflict("externalId", "This was imported before.");
            case CommitOutcome.VersionConflict:
                DeactivateOnIdle();
                return new Failure(FailureCode.PreconditionFailed, "The prompt was changed by somebody else; read it again.");
            default:
                throw new InvalidOperationException($"Outcome {outcome.GetType().Name} cannot be refused.");
        }
    }
}
