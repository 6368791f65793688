using PromptGrid.Api.Http;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Web.Moderation;
using PromptGrid.Web.Prompts;

namespace PromptGrid.Api.Pages;

/// <summary>Reports and appeals from a prompt's page, and the moderators' desk.</summary>
public static class ModerationPages
{
    private const int ExcerptLength = 600;

    public static void MapModerationPages(this IEndpointRouteBuilder routes)
    {
        routes.MapForm("/p/{id}/report", ReportAsync).RequireViewer();
        routes.MapForm("/p/{id}/appeal", AppealAsync).RequireViewer();
        routes.MapPage("/moderation", (HttpContext context, ModerationDesk desk) => QueueAsync(context, desk, null)).RequireViewer();
        routes.MapForm("/moderation/{id}", DecideAsync).RequireViewer();
    }

    /// <summary>What moderators decided on a prompt; null when this reader may not know.</summary>
    internal static async Task<ModerationNotice?> NoticeAsync(HttpContext context, string promptId)
    {
        var desk = context.RequestServices.GetRequiredService<ModerationDesk>();
        return (await desk.StatusAsync(context, promptId)).TryGet(out var status, out _) && status.Moderation is { } decided
            ? new ModerationNotice(decided.State, decided.Reason, decided.At, status.CanAppeal, status.Appeal is not null)
            : null;
    }

    private static async Task<IResult> ReportAsync(string id, HttpContext context, IGrainFactory grains, ReportLimits limits, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!(await reads.FindAsync(id, context.Viewer(), context.RequestAborted)).TryGet(out var prompt, out failure)) return await PageResult.ErrorAsync(context, failure);
        var userId = context.CallerId()!;
        if (limits.Take(context, userId) is { } tooMany) return await PageResult.ErrorAsync(context, tooMany);
        var reported = await grains.Prompt(id).ReportAsync(new ReportPrompt(userId, context.Viewer(), form["reason"], form.Text("reportNote")));
        if (reported.TryGet(out _, out failure)) return Thanks();
        limits.GiveBack(userId);
        // Whoever reports twice is told the same: their report is with the moderators.
        return failure.Code == FailureCode.Conflict ? Thanks() : await PageResult.ErrorAsync(context, failure);

        IResult Thanks() => PageResult.SeeOther($"/@{prompt.Owner.Handle}/{prompt.Slug}?reported");
    }

    private static async Task<IResult> AppealAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!EntityIds.IsPrompt(id)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var appealed = await grains.Prompt(id).AppealAsync(new AppealDecision(context.CallerId()!, form.Text("appealText")));
        return appealed.TryGet(out _, out failure) ? PageResult.SeeOther("/p/" + id) : await PageResult.ErrorAsync(context, failure);
    }

    private static async Task<IResult> DecideAsync(string id, HttpContext context, IGrainFactory grains, ModerationDesk desk, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!context.IsModerator()) return await PageResult.ErrorAsync(context, ForModerators());
        if (!EntityIds.IsPrompt(id)) return await PageResult.ErrorAsync(context, Failure.NotFound("prompt"));
        var decided = await grains.Prompt(id).ModerateAsync(new ModeratePrompt(context.CallerId()!, form["action"], form["reason"]));
        reads.Forget(id);
        if (decided.TryGet(out _, out failure)) return PageResult.SeeOther("/moderation?state=" + Uri.EscapeDataString(form["state"] ?? "open"));
        if (failure.Code is not (FailureCode.Validation or FailureCode.Conflict)) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        return await QueueAsync(context, desk, text[failure.Code == FailureCode.Conflict ? "moderation.wrong-state" : "moderation.wrong-reason"], Problems.Describe(failure.Code).Status);
    }

    private static async Task<IResult> QueueAsync(HttpContext context, ModerationDesk desk, string? error, int status = StatusCodes.Status200OK)
    {
        if (!context.IsModerator()) return await PageResult.ErrorAsync(context, ForModerators());
        if (!(await desk.FindQueueAsync(context)).TryGet(out var page, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var state = context.Request.Query["state"].ToString() is { Length: > 0 } given ? given : "open";
        return await PageResult.RenderAsync<QueuePage>(context, new { Model = new QueueModel(state, [.. page.Items.Select(Model)], page.NextCursor, error) }, status);
    }

    private static CaseModel Model(CaseView view) => new(
        view.PromptId, view.Prompt?.Title, view.Prompt is { } p ? $"/@{p.Owner.Handle}/{p.Slug}" : null, view.Prompt?.Owner.Handle, view.Prompt?.Type,
        view.Prompt is null ? null : CardModels.Cut(view.Prompt.Content.Length > 0 ? view.Prompt.Content : CardModels.Text(view.Prompt), ExcerptLength),
        view.State, view.Featured, view.Reports, [.. view.Reasons.Select(r => (r.Reason, r.Count))],
        [.. view.Latest.Select(r => new CaseReport(r.Reason, r.Note, r.Reporter?.Handle, r.At))], view.Appeal?.Text,
        [.. view.Decisions.Select(d => new CaseDecision(d.Action, d.Reason, d.Moderator.Handle, d.At))], view.UpdatedAt);

    private static Failure ForModerators() => new(FailureCode.Forbidden, "This is for moderators.");
}
