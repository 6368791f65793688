using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;

namespace PromptGrid.Api.Moderation;

/// <summary>Reports, appeals, and the moderators' desk.</summary>
public static class ModerationApi
{
    public static void MapModeration(this IEndpointRouteBuilder routes)
    {
        var prompts = routes.MapGroup("/v1/prompts/{id}").WithTags("Moderation");
        prompts.MapPost("/reports", ReportAsync).RequireCaller().Accepts<ReportRequest>("application/json").Produces<ReportView>(201)
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(429).WithSummary("Report a prompt to the moderators; once until they answer");
        prompts.MapPost("/appeals", AppealAsync).RequireCaller().Accepts<AppealRequest>("application/json").Produces<AppealView>(201)
            .ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).WithSummary("Appeal against the decision that hid one's prompt; once per decision");
        prompts.MapGet("/moderation", StatusAsync).RequireCaller().Produces<ModerationStatusView>().ProducesProblem(404)
            .WithSummary("What moderators decided on one's prompt, also on a deleted one");

        var desk = routes.MapGroup("/v1/moderation").WithTags("Moderation");
        desk.MapGet("/queue", (HttpContext context, ModerationDesk cases) => cases.QueueAsync(context)).RequireModerator().Produces<ListView<CaseView>>().ProducesProblem(400)
            .WithSummary("Prompts with reports or appeals, latest first; state: open, appealed, hidden or closed");
        desk.MapGet("/audit", (HttpContext context, ModerationDesk cases) => cases.AuditAsync(context)).RequireModerator().Produces<ListView<AuditEntryView>>().ProducesProblem(400)
            .WithSummary("Everything that was reported, appealed and decided, latest first");
        desk.MapGet("/{id}", (string id, HttpContext context, ModerationDesk cases) => cases.CaseAsync(context, id)).RequireModerator().Produces<CaseView>().ProducesProblem(404)
            .WithSummary("One prompt's case");
        desk.MapPost("/{id}", DecideAsync).RequireModerator().Accepts<ModerateRequest>("application/json").Produces<DecisionView>()
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).WithSummary("Hide, restore, delete, feature, unfeature or dismiss");
    }

    private static async Task<IResult> ReportAsync(string id, HttpContext context, IGrainFactory grains, ReportLimits limits)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ReportRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        var userId = context.CallerId()!;
        if (limits.Take(context, userId) is { } tooMany) return tooMany.ToResult();
        var command = new ReportPrompt(userId, context.Viewer(), body.Value.Reason, body.Value.Note, operation);
        if (!(await grains.Prompt(id).ReportAsync(command)).TryGet(out var reply, out failure))
        {
            limits.GiveBack(userId);
            return failure.ToResult();
        }

        if (reply.Replayed) limits.GiveBack(userId);
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(new ReportView(id, reply.Value.Reason, reply.Value.Note, reply.Value.At), ApiJson.Web.ReportView, 201);
    }

    private static async Task<IResult> AppealAsync(string id, HttpContext context, IGrainFactory grains)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.AppealRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await grains.Prompt(id).AppealAsync(new AppealDecision(context.CallerId()!, body.Value.Text, operation))).TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(new AppealView(id, reply.Value.Decision, reply.Value.Text, reply.Value.At), ApiJson.Web.AppealView, 201);
    }

    private static async Task<IResult> StatusAsync(string id, HttpContext context, ModerationDesk cases) =>
        (await cases.StatusAsync(context, id)).Match(status => Answers.Json(status, ApiJson.Web.ModerationStatusView, noStore: true));

    private static async Task<IResult> DecideAsync(string id, HttpContext context, IGrainFactory grains, PromptReads reads)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ModerateRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        var decided = await grains.Prompt(id).ModerateAsync(new ModeratePrompt(context.CallerId()!, body.Value.Action, body.Value.Reason, operation));
        reads.Forget(id);
        if (!decided.TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(new DecisionView(id, reply.Value.Action, reply.Value.Decision, reply.Value.At), ApiJson.Web.DecisionView);
    }
}
