using System.Security.Cryptography;
using Orleans;
using PromptGrid.Api.Auth;
using PromptGrid.Cli.Import;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Ledger;

namespace PromptGrid.Cli.Local;

/// <summary>A session for a user of the local folder. It asks for no password: who may write the folder may write
/// everything in it.</summary>
internal sealed class LocalAccount(IGrainFactory grains, ILedgerReader reader, IIdGenerator ids, Passwords passwords, Tokens tokens)
{
    private string _userId = "";
    private UserSession? _session;

    public string AccessToken => tokens.MakeAccess(_userId, Session);

    public string RefreshToken => tokens.MakeRefresh(_userId, Session);

    private UserSession Session => _session ?? throw new InvalidOperationException("The session is not open.");

    /// <summary>Opens the session, and makes the user first where that was asked for.</summary>
    /// <exception cref="CommandException">There is no such user, or none can be made.</exception>
    public async Task OpenAsync(ImportRequest request, string? password, CancellationToken cancellationToken)
    {
        var known = await reader.ResolveKeyAsync(UniqueKeys.Handle, request.Handle, cancellationToken);
        if (known is null && !request.Create) throw new CommandException($"There is no user {Words.Printable(request.Handle)} in this folder: add --create to make one.");
        _userId = known ?? await CreateAsync(request, password);
        if (!(await grains.User(_userId).OpenSessionOnAsync("promptgrid")).TryGet(out _session, out var failure)) throw new CommandException(failure.Detail);
    }

    /// <summary>Ends the session, so that it takes no other one's place.</summary>
    public async Task CloseAsync() => await grains.User(_userId).CloseSessionAsync(Session.Id);

    private async Task<string> CreateAsync(ImportRequest request, string? password)
    {
        // Without a password nobody signs in as this user: the one it gets is forgotten here.
        var secret = password ?? Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var email = request.Email ?? request.Handle + "@promptgrid.invalid";
        if (UserRules.CheckRegistration(request.Handle, email, secret, null) is { } invalid) throw Refused(invalid);
        if (!(await passwords.HashAsync(secret)).TryGet(out var hash, out var failure)) throw Refused(failure);
        var registered = await grains.User(ids.New(EntityIds.User)).RegisterAsync(new UserRegistration(request.Handle, email, hash, null), null);
        return registered.TryGet(out var reply, out failure) ? reply.Value.User.Id : throw Refused(failure);
    }

    private static CommandException Refused(Failure failure) => new(
        "The user cannot be made: " + (failure.Errors is { Count: > 0 } errors ? string.Join("; ", errors.Select(e => $"{e.Key}: {string.Join(", ", e.Value)}")) : failure.Detail));
}
