using System.Globalization;
using System.Text.Json;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Limits;
using PromptGrid.Api.Moderation;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Prompts;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Web.Compose;
using PromptGrid.Web.Language;

namespace PromptGrid.Api.Pages;

/// <summary>Writing a prompt: choose a type, fill its form, publish; edit and delete one's own.</summary>
public static class ComposePages
{
    private const string Save = "save";
    private const string AddTurn = "turn";

    public static void MapComposePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/new", NewAsync).RequireViewer();
        routes.MapForm("/new", PublishAsync).RequireViewer();
        routes.MapPage("/@{handle}/{slug}/edit", EditAsync).RequireViewer();
        routes.MapForm("/@{handle}/{slug}/edit", SaveAsync).RequireViewer();
        routes.MapForm("/@{handle}/{slug}/delete", DeleteAsync).RequireViewer();
    }

    private static Task<IResult> NewAsync(HttpContext context, IIdGenerator ids) => context.Request.Query["type"].ToString() is var type && PromptTypes.IsKnown(type)
        ? RenderAsync(context, ComposeForm.Show(NewFrame(type, ids.New(EntityIds.Prompt)), new PromptDraft { Type = type }))
        : PageResult.RenderAsync<ChooseTypePage>(context, new { });

    private static async Task<IResult> PublishAsync(HttpContext context, IGrainFactory grains, IIdGenerator ids, OwnerCards owners, Velocity velocity)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        var draft = ComposeForm.Read(form);
        if (!PromptTypes.IsKnown(draft.Type)) return await PageResult.ErrorAsync(context, Failure.Invalid("type", "is not a type"));
        var frame = NewFrame(draft.Type!, form["operation"] is { Length: <= 40 } given && EntityIds.IsPrompt(given) ? given : ids.New(EntityIds.Prompt)) with { IsFresh = false };
        if (form["do"] != Save) return await ShowAsync(context, frame, draft, form);

        // The same text from the same form is one prompt, however often it is sent; another text is another one.
        var userId = context.CallerId()!;
        var hash = ContentHash.Of(JsonSerializer.Serialize(draft, ApiJson.Web.PromptDraft));
        var operation = new OperationStamp($"{userId}:form-{frame.Operation}-{hash}", hash);
        if (!(await velocity.PublishAsync(context, operation, () => grains.Prompt(ids.New(EntityIds.Prompt)).PublishAsync(new PublishPrompt(userId, draft, operation)))).TryGet(out var published, out failure)) return await RefuseAsync(context, frame, draft, failure);
        var owner = await owners.GetAsync(userId, context.RequestAborted);
        return PageResult.SeeOther($"/@{owner.Handle}/{published.Value.Prompt.Slug}");
    }

    private static async Task<IResult> EditAsync(string handle, string slug, HttpContext context, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await FindOwnAsync(handle, slug, context, grains, reader)).TryGet(out var prompt, out var failure)) return await PageResult.ErrorAsync(context, failure);
        return await RenderAsync(context, ComposeForm.Show(EditFrame(context, handle, prompt), ComposeForm.Of(prompt.Prompt)));
    }

    private static async Task<IResult> SaveAsync(string handle, string slug, HttpContext context, IGrainFactory grains, ILedgerReader reader, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out var form, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!(await FindOwnAsync(handle, slug, context, grains, reader)).TryGet(out var now, out failure)) return await PageResult.ErrorAsync(context, failure);
        var draft = ComposeForm.Read(form);
        var seen = long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var frame = EditFrame(context, handle, now) with { IsFresh = false, Revision = seen };
        if (form["do"] != Save) return await ShowAsync(context, frame, draft, form);

        var id = now.Prompt.Id;
        var edited = await grains.Prompt(id).EditAsync(new EditPrompt(context.CallerId()!, ComposeForm.Patch(draft, now.Prompt), seen));
        reads.Forget(id);
        if (edited.TryGet(out var saved, out failure)) return PageResult.SeeOther($"/@{handle}/{saved.Prompt.Slug}");
        if (failure.Code != FailureCode.PreconditionFailed) return await RefuseAsync(context, frame, draft, failure);

        // Nothing that was typed is lost: the form comes back with it, now against what is there, for its author to decide.
        if (!(await grains.Prompt(id).GetAsync(context.Viewer())).TryGet(out now, out failure)) return await PageResult.ErrorAsync(context, failure);
        var stale = new ComposeStale(now.Prompt.Version.Semver, now.Prompt.UpdatedAt, now.Prompt.Title, PromptRules.FullText(now.Prompt));
        return await RenderAsync(context, ComposeForm.Show(frame with { Revision = now.Revision, Stale = stale }, draft), StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<IResult> DeleteAsync(string handle, string slug, HttpContext context, IGrainFactory grains, ILedgerReader reader, PromptReads reads)
    {
        if (!(await SiteForm.ReadAsync(context)).TryGet(out _, out var failure)) return await PageResult.ErrorAsync(context, failure);
        if (!(await FindOwnAsync(handle, slug, context, grains, reader)).TryGet(out var prompt, out failure)) return await PageResult.ErrorAsync(context, failure);
        var deleted = await grains.Prompt(prompt.Prompt.Id).DeleteAsync(context.CallerId()!);
        reads.Forget(prompt.Prompt.Id);
        return deleted.TryGet(out _, out failure) ? PageResult.SeeOther("/dashboard") : await PageResult.ErrorAsync(context, failure);
    }

    /// <summary>The caller's own prompt at an address; not-found for anybody else's.</summary>
    private static async Task<Result<PromptSnapshot>> FindOwnAsync(string handle, string slug, HttpContext context, IGrainFactory grains, ILedgerReader reader)
    {
        if (await PromptPages.ResolveAsync(reader, handle, slug, context.RequestAborted) is not { } id) return Failure.NotFound("prompt");
        if (!(await grains.Prompt(id).GetAsync(context.Viewer())).TryGet(out var prompt, out var failure)) return failure;
        return PromptAccess.CanWrite(prompt.Prompt, context.CallerId()!) ? prompt : new Failure(FailureCode.Forbidden, "Only its owner may edit a prompt.");
    }

    private static ComposeModel NewFrame(string type, string operation) => new() { Action = "/new", Operation = operation, DraftKey = "new:" + type, Type = type };

    private static ComposeModel EditFrame(HttpContext context, string handle, PromptSnapshot prompt)
    {
        var url = $"/@{handle}/{prompt.Prompt.Slug}";
        return new ComposeModel { Action = context.Request.Path.ToUriComponent(), Url = url, Revision = prompt.Revision, DraftKey = FormattableString.Invariant($"{prompt.Prompt.Id}:{prompt.Revision}"), Type = prompt.Prompt.Type };
    }

    /// <summary>The form again, with nothing saved: another type's fields, one turn more, what the text names now.</summary>
    private static Task<IResult> ShowAsync(HttpContext context, ComposeModel frame, PromptDraft draft, SiteForm form) =>
        RenderAsync(context, ComposeForm.Show(frame, draft), turnsMore: form["do"] == AddTurn ? 2 : 1);

    private static async Task<IResult> RefuseAsync(HttpContext context, ComposeModel frame, PromptDraft draft, Failure failure)
    {
        if (failure.Code is not (FailureCode.Validation or FailureCode.Conflict)) return await PageResult.ErrorAsync(context, failure);
        var text = (await PageRequest.SiteAsync(context)).Text;
        return await RenderAsync(context, ComposeForm.Show(frame with { Errors = Explain(failure, draft, text) }, draft), Problems.Describe(failure.Code).Status);
    }

    /// <summary>Each field's own sentence says its whole rule, in the page's language.</summary>
    private static Dictionary<string, string> Explain(Failure failure, PromptDraft draft, Phrases text)
    {
        var errors = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in failure.Errors?.Keys ?? [])
        {
            if (name.StartsWith("parameters.", StringComparison.Ordinal) && ParameterSchemas.For(draft.Type!)?.Specs.FirstOrDefault(s => s.Name == name[11..]) is { } spec)
            {
                errors["param-" + spec.Name] = $"{text["param." + spec.Name]}: {Rule(spec, text)}";
                continue;
            }

            var field = name.Split('[', '.')[0] switch { "example" => name == "example.url" ? "exampleUrl" : "exampleText", "versionNote" => "note", var other => other };
            if (field is "content" && draft.Type == PromptTypes.Chat && string.IsNullOrEmpty(draft.Content)) field = "messages";
            errors[field] = text[failure.Code == FailureCode.Conflict ? "compose.wrong-slug-taken" : "compose.wrong-" + field];
        }

        return errors;
    }

    private static string Rule(ParameterSpec spec, Phrases text) => spec.Kind switch
    {
        ParameterKind.Integer or ParameterKind.Number => text.Format("compose.range", spec.Min.ToString("0.##", CultureInfo.InvariantCulture), spec.Max.ToString("0.##", CultureInfo.InvariantCulture)),
        ParameterKind.TextList => text.Format("compose.wrong-list", text.Number((long)spec.Max)),
        _ => text.Format("compose.wrong-text", text.Number((long)spec.Max)),
    };

    /// <param name="turnsMore">How many empty turns a chat has at its end.</param>
    private static Task<IResult> RenderAsync(HttpContext context, ComposeModel model, int status = StatusCodes.Status200OK, int turnsMore = 1)
    {
        if (model.Type == PromptTypes.Chat)
        {
            var turns = model.Turns.ToList();
            if (turns.Count == 0) turns.Add(("system", ""));
            for (var i = 0; i < turnsMore && turns.Count < PromptLimits.Messages; i++) turns.Add((turns[^1].Role == "user" ? "assistant" : "user", ""));
            model = model with { Turns = turns };
        }

        return PageResult.RenderAsync<ComposePage>(context, new { Model = model }, status);
    }
}
