using System.Globalization;
using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Moderation;
using PromptGrid.Domain.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Moderation;

/// <summary>What moderators read: the queue, one case, the audit trail. From committed rows, by keyset, newest first.</summary>
public sealed class ModerationDesk(ILedgerReader reader, PromptCards cards, OwnerCards owners, Paging paging)
{
    private const int LatestReports = 10;

    private static readonly Dictionary<string, string> Lists = new(StringComparer.Ordinal)
    {
        ["open"] = ModerationEdges.Open,
        ["appealed"] = ModerationEdges.Appealed,
        ["hidden"] = ModerationEdges.Hidden,
        ["closed"] = ModerationEdges.Closed,
    };

    /// <summary><c>GET /v1/moderation/queue</c>.</summary>
    public async Task<IResult> QueueAsync(HttpContext context) =>
        (await FindQueueAsync(context)).Match(page => Answers.Json(page, ApiJson.Web.ListViewCaseView, noStore: true));

    /// <summary>What the queue answers, for a page.</summary>
    public async Task<Result<ListView<CaseView>>> FindQueueAsync(HttpContext context)
    {
        if (!QueryText.One(context, "state", 20).TryGet(out var state, out var failure)) return failure;
        if (!Lists.TryGetValue(state ?? "open", out var kind)) return Failure.Invalid("state", $"must be one of {string.Join(", ", Lists.Keys)}");
        if (!(await PageAsync(context, kind)).TryGet(out var page, out failure)) return failure;
        return new ListView<CaseView>(await CasesAsync(context, page.Sources), page.Next);
    }

    /// <summary><c>GET /v1/moderation/{id}</c>.</summary>
    public async Task<IResult> CaseAsync(HttpContext context, string promptId)
    {
        if (!EntityIds.IsPrompt(promptId) || (await CasesAsync(context, [promptId])) is not [var found]) return Failure.NotFound("case").ToResult();
        return Answers.Json(found, ApiJson.Web.CaseView, noStore: true);
    }

    /// <summary><c>GET /v1/moderation/audit</c>.</summary>
    public async Task<IResult> AuditAsync(HttpContext context)
    {
        if (!(await PageAsync(context, ModerationEdges.Audit)).TryGet(out var page, out var failure)) return failure.ToResult();
        var documents = (await reader.ReadDocumentsAsync([.. page.Sources], context.RequestAborted)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var entries = page.Sources.Where(documents.ContainsKey).Select(id => JsonSerializer.Deserialize(documents[id].Body, DomainJson.Stored.ModerationAuditEntry)!).ToList();
        var actors = await owners.GetAsync(entries.Select(e => e.ActorId).OfType<string>(), context.RequestAborted);
        var items = entries.Select(e => new AuditEntryView(e.Subject, e.Action, e.ActorId is null ? null : actors[e.ActorId], e.Reason, e.Decision, e.At)).ToList();
        return Answers.Json(new ListView<AuditEntryView>(items, page.Next), ApiJson.Web.ListViewAuditEntryView, noStore: true);
    }

    private async Task<Result<(IReadOnlyList<string> Sources, string? Next)>> PageAsync(HttpContext context, string kind)
    {
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure;
        var list = "moderation/" + kind;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure;
        var edges = await reader.ListEdgesToAsync(kind, ModerationEdges.Desk, EdgePositions.Parse(position), limit + 1, context.RequestAborted);
        var shown = edges.Take(limit).ToList();
        var next = edges.Count > limit ? EdgePositions.Format(new EdgeCursor(shown[^1].At, shown[^1].Source)) : null;
        return ([.. shown.Select(e => e.Source)], paging.Protect(list, next));
    }

    private async Task<List<CaseView>> CasesAsync(HttpContext context, IReadOnlyList<string> promptIds)
    {
        var cancellationToken = context.RequestAborted;
        var documents = (await reader.ReadDocumentsAsync([.. promptIds.SelectMany(id => new[] { id, ModerationCase.IdOf(id) })], cancellationToken)).ToDictionary(d => d.Id, StringComparer.Ordinal);
        var prompts = (await cards.LoadAsync(promptIds, context.Viewer(), cancellationToken)).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var found = new List<(PromptDocument Prompt, ModerationCase Case)>();
        foreach (var id in promptIds)
        {
            if (!documents.TryGetValue(id, out var prompt) || !documents.TryGetValue(ModerationCase.IdOf(id), out var state)) continue;
            found.Add((JsonSerializer.Deserialize(prompt.Body, DomainJson.Stored.PromptDocument)!, JsonSerializer.Deserialize(state.Body, DomainJson.Stored.ModerationCase)!));
        }

        var people = await owners.GetAsync(
            found.SelectMany(f => f.Case.Reports.Select(r => r.ReporterId).OfType<string>().Concat(f.Case.Decisions.Select(d => d.ModeratorId))), cancellationToken);
        return [.. found.Select(f => View(f.Prompt, f.Case, prompts.GetValueOrDefault(f.Prompt.Id), people))];
    }

    private static CaseView View(PromptDocument prompt, ModerationCase state, PromptView? card, IReadOnlyDictionary<string, OwnerView> people) => new(
        prompt.Id,
        card,
        prompt.IsDeleted ? "deleted" : prompt.IsHidden ? "hidden" : "visible",
        prompt.FeaturedAt is not null,
        state.OpenReports,
        [.. state.OpenReasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => new ReasonCountView(r.Key, r.Value))],
        [.. state.Reports.Reverse().Take(LatestReports).Select(r => new CaseReportView(r.Reason, r.Note, r.At, r.ReporterId is null ? null : people[r.ReporterId]))],
        AppealOf(prompt.Id, state),
        [.. state.Decisions.Reverse().Select(d => new CaseDecisionView(d.Number, d.Action, d.Reason, people[d.ModeratorId], d.At))],
        state.UpdatedAt);

    /// <summary>What moderators decided on a prompt and what its owner may still do; not-found for anybody else.</summary>
    public async Task<Result<ModerationStatusView>> StatusAsync(HttpContext context, string promptId)
    {
        if (!EntityIds.IsPrompt(promptId) || await reader.ReadDocumentAsync(promptId, context.RequestAborted) is not { } document) return Failure.NotFound("prompt");
        var prompt = JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptDocument)!;
        if (!PromptAccess.CanSeeModeration(prompt, context.Viewer())) return Failure.NotFound("prompt");
        var state = await reader.ReadDocumentAsync(ModerationCase.IdOf(promptId), context.RequestAborted) is { } found
            ? JsonSerializer.Deserialize(found.Body, DomainJson.Stored.ModerationCase)
            : null;
        var canAppeal = prompt is { IsHidden: true, IsDeleted: false } && state?.AppealedDecision != prompt.Moderation!.Decision;
        return new ModerationStatusView(promptId, ModerationView.Of(prompt), canAppeal, AppealOf(promptId, state));
    }

    private static AppealView? AppealOf(string promptId, ModerationCase? state) =>
        state?.Appeal is { } appeal ? new AppealView(promptId, appeal.Decision, appeal.Text, appeal.At) : null;
}
