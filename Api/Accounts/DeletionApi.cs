using PromptGrid.Api.Http;
using PromptGrid.Api.Json;

namespace PromptGrid.Api.Accounts;

/// <summary>The end of an account.</summary>
public static class DeletionApi
{
    public static void MapDeletion(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/v1/me", DeleteAsync).RequireSession().WithTags("Accounts").Accepts<DeletionRequest>("application/json").Produces(204).ProducesProblem(400)
            .WithSummary("Delete one's account with everything personal; forks by others stay");

    private static async Task<IResult> DeleteAsync(HttpContext context, Credentials credentials)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.DeletionRequest, optional: true)).TryGet(out var body, out var failure)) return failure.ToResult();
        return (await credentials.DeleteAccountAsync(context.Caller()!, body.Value.Password)).Match(_ => TypedResults.NoContent());
    }
}
