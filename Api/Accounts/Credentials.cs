using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Api.Users;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Api.Accounts;

/// <summary>What only the owner of an account may do to it, each with a proof that it is them. Stateless; thread-safe.</summary>
public sealed class Credentials(SignIns signIns, Passwords passwords, Tokens tokens, ApiKeys keys, OwnerCards cards, IGrainFactory grains)
{
    /// <summary>Changes the password; all other sessions end. Idempotent by the operation.</summary>
    public async Task<Result<bool>> ChangePasswordAsync(Caller caller, string? current, string? next, OperationStamp? operation)
    {
        var errors = new ValidationErrors();
        UserRules.CheckPassword(errors, "newPassword", next);
        if (errors.ToFailure() is { } invalid) return invalid;
        if (!(await signIns.ConfirmAsync(caller, current)).TryGet(out var user, out var failure)) return Rename(failure);
        if (!(await passwords.HashAsync(next!)).TryGet(out var hash, out failure)) return failure;
        var changed = await grains.User(caller.UserId).ChangePasswordAsync(new PasswordChange(user.User.PasswordHash, hash, caller.SessionId), operation);
        if (!changed.TryGet(out var reply, out failure)) return failure;
        tokens.ForgetUser(caller.UserId, caller.SessionId);
        return reply.Replayed;
    }

    /// <summary>Changes the e-mail address; conflict when another account has it. Idempotent by the operation.</summary>
    /// <returns>Whether it is a repeat.</returns>
    public async Task<Result<bool>> ChangeEmailAsync(Caller caller, string? password, string? email, OperationStamp? operation)
    {
        var errors = new ValidationErrors();
        UserRules.CheckEmail(errors, "email", email);
        if (errors.ToFailure() is { } invalid) return invalid;
        if (!(await signIns.ConfirmAsync(caller, password)).TryGet(out _, out var failure)) return failure;
        return (await grains.User(caller.UserId).ChangeEmailAsync(email!, operation)).TryGet(out var reply, out failure) ? reply.Replayed : failure;
    }

    /// <summary>Deletes the account with everything personal.</summary>
    public async Task<Result<Done>> DeleteAccountAsync(Caller caller, string? password)
    {
        if (!(await signIns.ConfirmAsync(caller, password)).TryGet(out var user, out var failure)) return failure;
        var deleted = await grains.User(caller.UserId).DeleteAsync(user.User.PasswordHash);
        tokens.ForgetUser(caller.UserId);
        keys.Forget(caller.UserId);
        cards.Forget(caller.UserId);
        return deleted;
    }

    /// <summary>Here the password that may be wrong is called <c>currentPassword</c>.</summary>
    private static Failure Rename(Failure failure) =>
        failure.Errors?.ContainsKey("password") == true ? Failure.Invalid("currentPassword", failure.Errors["password"][0]) : failure;
}
