using System.Runtime.CompilerServices;
using PromptGrid.Domain.Moderation;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Accounts;

namespace PromptGrid.Projections.Moderation;

/// <summary>The prompts a user reported.</summary>
public sealed class ReportData(ReporterErasure erasure, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 200;

    public string Section => "reports";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(ModerationEdges.Report, userId, PageSize, cancellationToken))
        {
            foreach (var edge in page) yield return PersonalJson.Edge("prompt", edge.Target.Split('#')[0], edge.At);
        }
    }

    public Task EraseAsync(string userId, CancellationToken cancellationToken) => erasure.EraseUserAsync(userId, cancellationToken);
}
