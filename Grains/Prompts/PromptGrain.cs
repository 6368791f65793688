using System.Text.Json;
using Microsoft.Extensions.Options;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Grains.Prompts;

/// <summary>The single writer of one prompt. See <see cref="IPromptGrain"/> for what it promises.</summary>
/// <remarks>State is a cache of committed rows. The set of likers is never here: an edge's primary key is the truth.</remarks>
public sealed partial class PromptGrain(ILedger ledger, ILedgerReader reader, TimeProvider time, IOptions<SecondAccountsOptions> secondAccounts) : LedgerGrain(ledger), IPromptGrain
{
    private string _id = "";
    private PromptDocument? _prompt;
    private long _revision;
    private PromptCounts _counts;
    // Changes of an earlier activation must not look like ours: they count from the time of activation.
    private long _change;
    // A later commit's counters may be told before an earlier one's: only a higher sequence may overwrite.
    private long _countedAt;
    private TaskCompletionSource? _changed;
    private PromptSnapshot? _snapshot;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = this.GetPrimaryKeyString();
        _change = time.GetUtcNow().ToUnixTimeMilliseconds() << 10;
        await LoadAsync(cancellationToken);
    }

    public ValueTask<Result<PromptSnapshot>> GetAsync(PromptViewer viewer)
    {
        ExpireNetworks();
        return ValueTask.FromResult(Read(viewer));
    }

    private Result<PromptSnapshot> Read(PromptViewer viewer) =>
        _prompt is { } prompt && PromptAccess.CanRead(prompt, viewer) ? Snapshot() : Failure.NotFound("prompt");

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

    protected override void ReleaseWaiters() => Changed();

    private static Failure RefuseWrite(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.KeyTaken { Kind: Domain.Users.UniqueKeys.Slug } => Failure.Conflict("slug", "You have another prompt with this slug."),
        CommitOutcome.KeyTaken => Failure.Conflict("externalId", "This was imported before."),
        CommitOutcome.VersionConflict => new Failure(FailureCode.PreconditionFailed, "The prompt was changed by somebody else; read it again."),
        _ => Refuse(outcome),
    };
}
