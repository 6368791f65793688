using PromptGrid.Domain.Common;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Audit;

namespace PromptGrid.Projections.Audit.Checks;

/// <summary>Each case and each entry of the audit trail can be read, and cases stand in those lists of the moderators' desk that case
/// and prompt ask for.</summary>
internal sealed class ModerationCheck : IAuditCheck
{
    private const string Cases = "moderation/";
    private const string Entries = "audit/";
    private const int EdgesAtOnceMax = 2_000;

    // No id of a case or an entry holds it: all that begin so are looked at.
    private const string NoId = "@";

    public string Name => "Moderation";

    /// <summary>Stray entries on the moderators' desk.</summary>
    public static async ValueTask CompareEdgesAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<EdgeRow> edges, CancellationToken cancellationToken)
    {
        var lists = edges.Where(e => e.Target == ModerationEdges.Desk && e.Kind is ModerationEdges.Open or ModerationEdges.Appealed or ModerationEdges.Hidden or ModerationEdges.Closed).ToList();
        if (lists.Count > 0)
        {
            var prompts = lists.Select(e => e.Source).Distinct().ToList();
            List<LedgerDocument> documents = [.. await snapshot.ReadDocumentsAsync(prompts, cancellationToken), .. await snapshot.ReadDocumentsAsync([.. prompts.Select(ModerationCase.IdOf)], cancellationToken)];
            foreach (var edge in lists)
            {
                // What cannot be read is named by itself, and says nothing about its lists.
                if (ListsOf(edge.Source, documents) is not { } asked || asked.Contains(edge.Kind)) continue;
                context.Drifted(DriftKinds.EdgeStray, edge.Source, "none", edge, (r, _) => r.SetEdgeAsync(edge.Source, edge.Kind, edge.Source, edge.Target, remove: true));
            }
        }

        var entries = edges.Where(e => e.Kind == ModerationEdges.Audit).ToList();
        if (entries.Count == 0) return;
        var known = (await snapshot.ReadDocumentsAsync([.. entries.Select(e => e.Source)], cancellationToken)).Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var edge in entries.Where(e => !known.Contains(e.Source)))
        {
            context.Drifted(DriftKinds.EdgeStray, edge.Source, "none", edge, (r, _) => r.SetEdgeAsync(edge.Source, edge.Kind, edge.Source, edge.Target, remove: true));
        }
    }

    public async Task RunAsync(AuditContext context, CancellationToken cancellationToken)
    {
        await WalkAsync(context, Cases, CompareCasesAsync, cancellationToken);
        await WalkAsync(context, Entries, CompareEntriesAsync, cancellationToken);
    }

    private static async Task WalkAsync(
        AuditContext context, string prefix, Func<AuditContext, ILedgerSnapshot, IReadOnlyList<LedgerDocument>, CancellationToken, ValueTask> compare, CancellationToken cancellationToken)
    {
        string? after = null;
        while (true)
        {
            int rows;
            await using (var snapshot = await context.Stores.Ledger.OpenAsync(cancellationToken))
            {
                var documents = await snapshot.ScanDocumentsAsync(prefix, NoId, after, context.Settings.PageSize, cancellationToken);
                rows = documents.Count;
                if (rows > 0)
                {
                    after = documents[^1].Id;
                    await compare(context, snapshot, documents, cancellationToken);
                }
            }

            await context.EndPageAsync(rows, cancellationToken);
            if (rows < context.Settings.PageSize) return;
        }
    }

    private static async ValueTask CompareCasesAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<LedgerDocument> cases, CancellationToken cancellationToken)
    {
        var prompts = await snapshot.ReadDocumentsAsync([.. cases.Select(d => d.Id[Cases.Length..])], cancellationToken);
        List<LedgerDocument> all = [.. cases, .. prompts];
        var asked = new List<EdgeRow>();
        foreach (var document in cases)
        {
            var prompt = document.Id[Cases.Length..];
            if (ListsOf(prompt, all) is { } lists) asked.AddRange(lists.Select(list => new EdgeRow(list, prompt, ModerationEdges.Desk)));
            else if (CaseIn(document) is null) context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "a case", "something else", null);
        }

        await CompareAsync(context, snapshot, asked, cancellationToken);
    }

    private static async ValueTask CompareEntriesAsync(AuditContext context, ILedgerSnapshot snapshot, IReadOnlyList<LedgerDocument> entries, CancellationToken cancellationToken)
    {
        foreach (var document in entries.Where(d => Stored.Read(d, DomainJson.Stored.ModerationAuditEntry, e => e.Id) is null))
        {
            context.Drifted(DriftKinds.DocumentUnreadable, document.Id, "an entry of the audit trail", "something else", null);
        }

        await CompareAsync(context, snapshot, [.. entries.Select(d => new EdgeRow(ModerationEdges.Audit, d.Id, ModerationEdges.Desk))], cancellationToken);
    }

    private static async ValueTask CompareAsync(AuditContext context, ILedgerSnapshot snapshot, List<EdgeRow> asked, CancellationToken cancellationToken)
    {
        foreach (var page in asked.Chunk(EdgesAtOnceMax))
        {
            var existing = await snapshot.ExistingEdgesAsync(page, cancellationToken);
            foreach (var edge in page.Where(e => !existing.Contains(e)))
            {
                context.Drifted(DriftKinds.EdgeMissing, edge.Source, edge, "none", (r, _) => r.SetEdgeAsync(edge.Source, edge.Kind, edge.Source, edge.Target, remove: false));
            }
        }
    }

    /// <summary>The lists in which a prompt's case should stand; null when case or prompt cannot be read.</summary>
    private static IReadOnlySet<string>? ListsOf(string promptId, IReadOnlyList<LedgerDocument> documents)
    {
        var (caseDocument, promptDocument) = (documents.FirstOrDefault(d => d.Id == ModerationCase.IdOf(promptId)), documents.FirstOrDefault(d => d.Id == promptId));
        var state = caseDocument is null ? null : CaseIn(caseDocument);
        var prompt = promptDocument is null ? null : Stored.Read(promptDocument, DomainJson.Stored.PromptDocument, p => p.Id);
        if ((caseDocument is not null && state is null) || (promptDocument is not null && prompt is null)) return null;
        return ModerationRules.Lists(state, prompt);
    }

    private static ModerationCase? CaseIn(LedgerDocument document) => Stored.Read(document, DomainJson.Stored.ModerationCase, c => ModerationCase.IdOf(c.PromptId));
}
