using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Api.Accounts;

/// <summary>API keys: for programs that act for a user.</summary>
public static class ApiKeysApi
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/me/keys").WithTags("Accounts");
        group.MapPost("", CreateAsync).RequireSession().Accepts<ApiKeyRequest>("application/json").Produces<NewApiKeyView>(201).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Make an API key; it is shown this once");
        group.MapGet("", ListAsync).RequireSession().Produces<ListView<ApiKeyView>>().ProducesProblem(400).WithSummary("One's API keys, newest first, without the secrets");
        group.MapDelete("/{id}", DeleteAsync).RequireSession().Produces(204).ProducesProblem(404).WithSummary("Delete an API key");
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IGrainFactory grains, TimeProvider time)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.ApiKeyRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (name, scopes, expiresAt) = body.Value;
        if (!Idempotency.Read(context, body.Hash).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!ApiKeyRules.Check(name, scopes, expiresAt, time.GetUtcNow()).TryGet(out var given, out failure)) return failure.ToResult();
        var secret = ApiKeys.Make();
        var draft = new ApiKeyDraft(name!, ApiKeyRules.HashOf(secret), ApiKeyRules.PrefixOf(secret), given, expiresAt?.ToUniversalTime());
        if (!(await grains.User(context.CallerId()!).CreateKeyAsync(draft, operation)).TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return Answers.Json(NewApiKeyView.Of(reply.Value, reply.Replayed ? null : secret), ApiJson.Web.NewApiKeyView, 201, noStore: true);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGrainFactory grains, Paging paging)
    {
        var keys = (await grains.User(context.CallerId()!).GetKeysAsync()).Reverse().Select(ApiKeyView.Of).ToList();
        return paging.Of(context, "me/keys", keys, k => k.Id).Match(page => Answers.Json(page, ApiJson.Web.ListViewApiKeyView, noStore: true));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext context, IGrainFactory grains, ApiKeys keys)
    {
        var userId = context.CallerId()!;
        var deleted = await grains.User(userId).DeleteKeyAsync(id);
        keys.Forget(userId);
        return deleted.Match(_ => TypedResults.NoContent());
    }
}
