using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Imports: what became of them. One that is under way ends when its document is gone.</summary>
public sealed class ImportJobData(ILedger ledger, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 500;

    public string Section => "imports";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var job in OfAsync(userId, cancellationToken)) yield return job.Body;
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var job in OfAsync(userId, cancellationToken))
        {
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = job.Id, Documents = [new DocumentWrite(job.Id, job.Version, null)] });
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"An import of a deleted account was not forgotten: {outcome.GetType().Name}.");
        }
    }

    // There are few imports, so that nothing lists those of one user.
    private async IAsyncEnumerable<LedgerDocument> OfAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        while (await reader.ScanDocumentsAsync(EntityIds.Job + "_", after, PageSize, cancellationToken) is { Count: > 0 } jobs)
        {
            foreach (var job in jobs)
            {
                using var body = JsonDocument.Parse(job.Body);
                if (body.RootElement.TryGetProperty("ownerId", out var owner) && owner.ValueEquals(userId)) yield return job;
            }

            after = jobs[^1].Id;
        }
    }
}
