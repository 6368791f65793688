using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Grains.Interfaces;

namespace PromptGrid.Api.Accounts;

/// <summary>The end of an account.</summary>
public static class DeletionApi
{
    public static void MapDeletion(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/v1/me", DeleteAsync).RequireSession().WithTags("Accounts").Accepts<DeletionRequest>("application/json").Produces(204).ProducesProblem(400)
            .WithSummary("Delete one's account with everything personal; forks by others stay");

    private static async Task<IResult> DeleteAsync(HttpContext context, SignIns signIns, Tokens tokens, ApiKeys keys, OwnerCards cards, IGrainFactory grains)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.DeletionRequest, optional: true)).TryGet(out var body, out var failure)) return failure.ToResult();
        var caller = context.Caller()!;
        if (!(await signIns.ConfirmAsync(caller, body.Value.Password)).TryGet(out var user, out failure)) return failure.ToResult();
        var deleted = await grains.User(caller.UserId).DeleteAsync(user.User.PasswordHash);
        tokens.ForgetUser(caller.UserId);
        keys.Forget(caller.UserId);
        cards.Forget(caller.UserId);
        return deleted.Match(_ => TypedResults.NoContent());
    }
}
