using System.Runtime.CompilerServices;
using System.Text.Json;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;

namespace PromptGrid.Projections.Accounts;

/// <summary>Reports that a user sent and that moderators have not answered. Erasing leaves that there was one and for which
/// reason, and takes its reporter's id and note away; the audit trail names no reporters.</summary>
public sealed class ReportData(IGrainFactory grains, ILedger ledger, ILedgerReader reader) : IPersonalData
{
    private const int PageSize = 128;

    public string Section => "reports";

    public async IAsyncEnumerable<string> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(ModerationEdges.Report, userId, PageSize, cancellationToken))
        {
            foreach (var document in await reader.ReadDocumentsAsync([.. page.Select(e => ModerationCase.IdOf(PromptOf(e))).Distinct()], cancellationToken))
            {
                var state = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.ModerationCase)!;
                foreach (var report in state.Reports.Where(r => r.ReporterId == userId))
                {
                    var told = JsonSerializer.Serialize(report, DomainJson.Stored.PromptReport);
                    yield return $$"""{"prompt":"{{state.PromptId}}","report":{{told}}}""";
                }
            }
        }
    }

    public async Task EraseAsync(string userId, CancellationToken cancellationToken)
    {
        await foreach (var page in reader.PagesFromAsync(ModerationEdges.Report, userId, PageSize, cancellationToken))
        {
            foreach (var promptId in page.Select(PromptOf).Distinct(StringComparer.Ordinal))
            {
                if ((await grains.Prompt(promptId).ForgetReporterAsync(userId)).Failure is { } failure) throw new LedgerUnavailableException(failure.Detail);
            }

            // Edges of reports that were answered long ago, too: nothing names the user any more.
            var outcome = await ledger.CommitAsync(new WriteSet { Entity = userId, Edges = [.. page.Select(e => new EdgeWrite(e.Kind, e.Source, e.Target, Remove: true, null))] });
            if (outcome is not CommitOutcome.Committed) throw new LedgerUnavailableException($"The reports of a user were not let go: {outcome.GetType().Name}.");
        }
    }

    private static string PromptOf(Edge edge) => edge.Target[..edge.Target.IndexOf('#', StringComparison.Ordinal)];
}
