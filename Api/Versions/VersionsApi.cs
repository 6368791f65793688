using System.Globalization;
using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Versions;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Versions;

/// <summary>The history of a prompt: its versions, what changed between them, and going back to one.</summary>
public static class VersionsApi
{
    public static void MapVersions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/prompts/{id}").WithTags("Prompts");
        group.MapGet("/versions", ListAsync).Produces<ListView<PromptVersionSummary>>().ProducesProblem(404).WithSummary("The versions, newest first");
        group.MapGet("/versions/{number}", GetAsync).Produces<PromptVersionView>().ProducesProblem(404).WithSummary("One version, whole");
        group.MapPost("/versions/{number}/restore", RestoreAsync).RequireCaller().Accepts<RestoreRequest>("application/json").Produces<PromptVersionView>(201).Produces<PromptVersionView>()
            .ProducesProblem(404).ProducesProblem(412).ProducesProblem(428).WithSummary("Make an old version the next one; If-Match is required; 200 when the prompt is like that already");
        group.MapGet("/diff", DiffAsync).Produces<DiffView>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("What changed from version `from` to version `to`, or from another prompt (`against`, such as the source of a fork) to this one");
    }

    private static async Task<IResult> ListAsync(string id, HttpContext context, IGrainFactory grains, ILedgerReader reader, Paging paging)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!Paging.Limit(context).TryGet(out var limit, out var failure)) return failure.ToResult();
        var list = "versions/" + id;
        if (!paging.Cursor(context, list).TryGet(out var position, out failure)) return failure.ToResult();
        if (!(await grains.Prompt(id).GetAsync(context.Viewer())).TryGet(out var snapshot, out failure)) return failure.ToResult();

        // Versions are numbered without gaps, so a page is a list of ids.
        var newest = position is null ? snapshot.Prompt.Version.Number : int.Parse(position, CultureInfo.InvariantCulture) - 1;
        var numbers = Enumerable.Range(Math.Max(1, newest - limit + 1), Math.Max(0, Math.Min(limit, newest))).ToList();
        var documents = await reader.ReadDocumentsAsync([.. numbers.Select(n => PromptVersionDocument.IdOf(id, n))], context.RequestAborted);
        var items = documents
            .Select(d => ReadVersion(d).Version)
            .OrderByDescending(v => v.Number)
            .Select(v => new PromptVersionSummary(v.Number, v.Semver, v.Note, v.CreatedAt, v.ContentHash))
            .ToList();
        var next = numbers.Count > 0 && numbers[0] > 1 ? numbers[0].ToString(CultureInfo.InvariantCulture) : null;
        return Answers.Json(new ListView<PromptVersionSummary>(items, paging.Protect(list, next)), ApiJson.Web.ListViewPromptVersionSummary);
    }

    private static async Task<IResult> GetAsync(string id, string number, HttpContext context, PromptReads reads, ILedgerReader reader)
    {
        if (await reads.CheckAsync(id, context.Viewer()) is { } failure) return failure.ToResult();
        return Number(number) is { } n && await LoadAsync(reader, id, n, context.RequestAborted) is { } version ? Answer(version, 200) : Failure.NotFound("version").ToResult();
    }

    private static async Task<IResult> RestoreAsync(string id, string number, HttpContext context, IGrainFactory grains, PromptReads reads, ILedgerReader reader)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!ETags.ReadIfMatch(context).TryGet(out var seen, out var failure)) return failure.ToResult();
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.RestoreRequest, optional: true)).TryGet(out var body, out failure)) return failure.ToResult();
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        // A number that no version can have is for the grain to say, after it has said whether there is such a prompt.
        var command = new RestoreVersion(context.CallerId()!, Number(number) ?? 0, seen, body.Value.Note, operation);
        if (!(await grains.Prompt(id).RestoreAsync(command)).TryGet(out var reply, out failure)) return failure.ToResult();
        reads.Forget(id);
        Idempotency.MarkReplayed(context, reply.Replayed);
        var version = await LoadAsync(reader, id, reply.Value.Number, context.RequestAborted);
        return version is null ? Failure.NotFound("version").ToResult() : Answer(version, reply.Value.IsNew ? 201 : 200);
    }

    private static async Task<IResult> DiffAsync(string id, HttpContext context, IGrainFactory grains, ILedgerReader reader)
    {
        if (!EntityIds.IsPrompt(id)) return Failure.NotFound("prompt").ToResult();
        if (!ReadNumber(context, "from").TryGet(out var fromNumber, out var failure)) return failure.ToResult();
        if (!ReadNumber(context, "to").TryGet(out var toNumber, out failure)) return failure.ToResult();
        if (!ReadContext(context).TryGet(out var lines, out failure)) return failure.ToResult();
        if (!QueryText.One(context, "against", 40).TryGet(out var against, out failure)) return failure.ToResult();
        if (against is not null && !EntityIds.IsPrompt(against)) return Failure.Invalid("against", "must be the id of a prompt").ToResult();

        var viewer = context.Viewer();
        if (!(await grains.Prompt(id).GetAsync(viewer)).TryGet(out var newer, out failure)) return failure.ToResult();
        var older = newer;
        if (against is not null && against != id && !(await grains.Prompt(against).GetAsync(viewer)).TryGet(out older, out failure)) return failure.ToResult();

        var to = toNumber ?? newer.Prompt.Version.Number;
        var from = fromNumber ?? (ReferenceEquals(older, newer) ? Math.Max(1, to - 1)
            : newer.Prompt.ForkedFrom is { } source && source.Id == against ? source.Version
            : older!.Prompt.Version.Number);
        var fromVersion = await LoadAsync(reader, older!.Prompt.Id, from, context.RequestAborted);
        var toVersion = await LoadAsync(reader, id, to, context.RequestAborted);
        if (fromVersion is null || toVersion is null) return Failure.NotFound("version").ToResult();
        return Answers.Json(new DiffView(Side(fromVersion), Side(toVersion), PromptDiff.Of(fromVersion, toVersion, lines)), ApiJson.Web.DiffView);

        static DiffSideView Side(PromptVersionDocument version) => new(version.PromptId, VersionView.Of(version.Version));
    }

    private static Result<int?> ReadNumber(HttpContext context, string name)
    {
        if (!QueryText.One(context, name, 20).TryGet(out var text, out var failure)) return failure;
        if (text is null) return (int?)null;
        return Number(text) is { } number and > 0 ? number : Failure.Invalid(name, "must be the number of a version");
    }

    private static Result<int> ReadContext(HttpContext context)
    {
        if (!QueryText.One(context, "context", 20).TryGet(out var text, out var failure)) return failure;
        if (text is null) return PromptDiff.ContextDefault;
        return Number(text) is { } lines and <= PromptDiff.ContextMax ? lines : Failure.Invalid("context", $"must be a whole number from 0 to {PromptDiff.ContextMax}");
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static async ValueTask<PromptVersionDocument?> LoadAsync(ILedgerReader reader, string promptId, int number, CancellationToken cancellationToken) =>
        await reader.ReadDocumentAsync(PromptVersionDocument.IdOf(promptId, number), cancellationToken) is { } document ? ReadVersion(document) : null;

    private static PromptVersionDocument ReadVersion(LedgerDocument document) => JsonSerializer.Deserialize(document.Body, DomainJson.Stored.PromptVersionDocument)!;

    private static IResult Answer(PromptVersionDocument version, int status)
    {
        var view = new PromptVersionView(version.PromptId, VersionView.Of(version.Version), version.Title, version.Content, version.Messages, version.Parameters, version.Variables);
        return Answers.Json(view, ApiJson.Web.PromptVersionView, status, location: status == 201 ? $"/v1/prompts/{version.PromptId}/versions/{version.Version.Number}" : null);
    }
}
