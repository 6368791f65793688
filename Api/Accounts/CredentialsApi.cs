using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Accounts;

/// <summary>Changes of password and e-mail address.</summary>
public static class CredentialsApi
{
    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/me").WithTags("Accounts");
        group.MapPost("/password", ChangePasswordAsync).RequireSession().Accepts<PasswordRequest>("application/json").Produces(204).ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Change the password; all other sessions end");
        group.MapPost("/email", ChangeEmailAsync).RequireSession().Accepts<EmailRequest>("application/json").Produces<MeView>().ProducesProblem(400).ProducesProblem(409)
            .WithSummary("Change the e-mail address");
    }

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, Credentials credentials, Passwords passwords, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.PasswordRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (current, next) = body.Value;
        // No hash of a password is stored but the slow one; whether a repeat asks for the same is seen by that.
        if (!Idempotency.Read(context, "").TryGet(out var operation, out failure)) return failure.ToResult();
        var caller = context.Caller()!;
        if (operation is not null && !string.IsNullOrEmpty(next) && await reader.ReadOperationAsync(operation.Id, context.RequestAborted) is not null)
        {
            return await RepeatAsync(context, passwords, grains, caller.UserId, next);
        }

        if (!(await credentials.ChangePasswordAsync(caller, current, next, operation)).TryGet(out var replayed, out failure))
        {
            // Of two at once, this one may have been looked at when the other was committed: then it is a repeat.
            return operation is not null && !string.IsNullOrEmpty(next) && await reader.ReadOperationAsync(operation.Id, context.RequestAborted) is not null
                ? await RepeatAsync(context, passwords, grains, caller.UserId, next)
                : failure.ToResult();
        }

        Idempotency.MarkReplayed(context, replayed);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RepeatAsync(HttpContext context, Passwords passwords, IGrainFactory grains, string userId, string password)
    {
        if (!(await grains.User(userId).GetAsync()).TryGet(out var user, out var failure)) return failure.ToResult();
        if (!(await passwords.VerifyAsync(user.User, password)).TryGet(out var same, out failure)) return failure.ToResult();
        if (!same) return Idempotency.UsedForAnother().ToResult();
        Idempotency.MarkReplayed(context, replayed: true);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> ChangeEmailAsync(HttpContext context, Credentials credentials, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.EmailRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (password, email) = body.Value;
        if (!Idempotency.Read(context, ContentHash.Of(email)).TryGet(out var operation, out failure)) return failure.ToResult();
        if (!(await credentials.ChangeEmailAsync(context.Caller()!, password, email, operation)).TryGet(out var replayed, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, replayed);
        return await UsersApi.MeAsync(context, reader);
    }
}
