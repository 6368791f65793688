using PromptGrid.Api.Users;

namespace PromptGrid.Cli.Http;

/// <summary>How a command becomes a user of a server that runs elsewhere.</summary>
internal static class ServerSignIn
{
    private const string PasswordVariable = "PROMPTGRID_PASSWORD";
    private const string TokenVariable = "PROMPTGRID_TOKEN";

    /// <summary>Signs in with the password in the environment, or uses the token there (an API key, too), or asks.</summary>
    /// <param name="create">Makes the user where login and password are unknown; null: nobody is made.</param>
    /// <returns>True when a session was opened that should be ended.</returns>
    /// <exception cref="CommandException">The server knows no such user, or it is another than asked for.</exception>
    public static async Task<bool> EnterAsync(
        GridClient client, string handle, string? login, Func<string, Task<MeView>>? create, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        MeView me;
        var opens = environment.Given(PasswordVariable) is not null || environment.Given(TokenVariable) is null;
        if (!opens)
        {
            client.Use(environment.Given(TokenVariable)!, null);
            me = await client.MeAsync(cancellationToken);
        }
        else
        {
            me = await SignInAsync(client, login ?? handle, create, environment, cancellationToken);
        }

        if (me.Handle == handle) return opens;
        if (opens) await client.LogoutAsync();
        throw new CommandException($"This signs in {Words.Printable(me.Handle)}, not {handle}.");
    }

    private static async Task<MeView> SignInAsync(GridClient client, string login, Func<string, Task<MeView>>? create, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var password = environment.Given(PasswordVariable)
            ?? (environment.AskSecret is { } ask
                ? await ask($"Password of {login}:", cancellationToken)
                : throw new CommandException($"Set {PasswordVariable} or {TokenVariable}: there is no terminal to ask for a password."));
        if (await client.LoginAsync(login, password, cancellationToken) is { } me) return me;
        return create is null ? throw new CommandException($"The server knows no {Words.Printable(login)} with this password.") : await create(password);
    }
}
