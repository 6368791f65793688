using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Accounts;

/// <summary>Where one is signed in.</summary>
public static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/me/sessions").WithTags("Accounts");
        group.MapGet("", ListAsync).RequireSession().Produces<ListView<OpenSessionView>>().ProducesProblem(400).WithSummary("The devices one is signed in on, newest first");
        group.MapDelete("/{id}", CloseAsync).RequireSession().Produces(204).ProducesProblem(404).WithSummary("Sign a device out");
        group.MapDelete("", CloseOthersAsync).RequireSession().Produces(204).WithSummary("Sign all other devices out");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains, Paging paging)
    {
        var caller = context.Caller()!;
        var sessions = (await grains.User(caller.UserId).GetSessionsAsync()).Reverse().Select(s => OpenSessionView.Of(s, caller.SessionId)).ToList();
        return paging.Of(context, "me/sessions", sessions, s => s.Id).Match(page => Answers.Json(page, ApiJson.Web.ListViewOpenSessionView, noStore: true));
    }

    private static async Task<IResult> CloseAsync(string id, HttpContext context, IGrainFactory grains, Tokens tokens)
    {
        var user = grains.User(context.CallerId()!);
        if (!(await user.GetSessionsAsync()).Any(s => s.Id == id)) return Failure.NotFound("session").ToResult();
        if (!(await user.CloseSessionAsync(id)).TryGet(out _, out var failure)) return failure.ToResult();
        tokens.Forget(id);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CloseOthersAsync(HttpContext context, IGrainFactory grains, Tokens tokens)
    {
        var caller = context.Caller()!;
        if (!(await grains.User(caller.UserId).CloseOtherSessionsAsync(caller.SessionId)).TryGet(out _, out var failure)) return failure.ToResult();
        tokens.ForgetUser(caller.UserId, caller.SessionId);
        return TypedResults.NoContent();
    }
}
