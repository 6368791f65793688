using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Json;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Users;
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

    private static async Task<IResult> ChangePasswordAsync(HttpContext context, SignIns signIns, Passwords passwords, Tokens tokens, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.PasswordRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (current, next) = body.Value;
        var errors = new ValidationErrors();
        UserRules.CheckPassword(errors, "newPassword", next);
        if (errors.ToFailure() is { } invalid) return invalid.ToResult();
        // No hash of a password is stored but the slow one; whether a repeat asks for the same is seen by that.
        if (!Idempotency.Read(context, "").TryGet(out var operation, out failure)) return failure.ToResult();
        var caller = context.Caller()!;
        if (operation is not null && await reader.ReadOperationAsync(operation.Id, context.RequestAborted) is not null)
        {
            return await RepeatAsync(context, passwords, grains, caller.UserId, next!);
        }

        if (!(await signIns.ConfirmAsync(caller, current)).TryGet(out var user, out failure)) return Rename(failure).ToResult();
        if (!(await passwords.HashAsync(next!)).TryGet(out var hash, out failure)) return failure.ToResult();
        var changed = await grains.User(caller.UserId).ChangePasswordAsync(new PasswordChange(user.User.PasswordHash, hash, caller.SessionId), operation);
        if (!changed.TryGet(out var reply, out failure)) return failure.ToResult();
        tokens.ForgetUser(caller.UserId, caller.SessionId);
        Idempotency.MarkReplayed(context, reply.Replayed);
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

    private static async Task<IResult> ChangeEmailAsync(HttpContext context, SignIns signIns, IGrainFactory grains, ILedgerReader reader)
    {
        if (!(await JsonBody.ReadAsync(context, ApiJson.Web.EmailRequest)).TryGet(out var body, out var failure)) return failure.ToResult();
        var (password, email) = body.Value;
        var errors = new ValidationErrors();
        UserRules.CheckEmail(errors, "email", email);
        if (errors.ToFailure() is { } invalid) return invalid.ToResult();
        if (!Idempotency.Read(context, ContentHash.Of(email)).TryGet(out var operation, out failure)) return failure.ToResult();
        var caller = context.Caller()!;
        if (!(await signIns.ConfirmAsync(caller, password)).TryGet(out _, out failure)) return failure.ToResult();
        if (!(await grains.User(caller.UserId).ChangeEmailAsync(email!, operation)).TryGet(out var reply, out failure)) return failure.ToResult();
        Idempotency.MarkReplayed(context, reply.Replayed);
        return await UsersApi.MeAsync(context, reader);
    }

    /// <summary>Here the password that may be wrong is called <c>currentPassword</c>.</summary>
    private static Failure Rename(Failure failure) =>
        failure.Errors?.ContainsKey("password") == true ? Failure.Invalid("currentPassword", failure.Errors["password"][0]) : failure;
}
