using PromptGrid.Api.Users;
using PromptGrid.Cli.Http;

namespace PromptGrid.Cli.Import;

/// <summary>An import through a server that runs elsewhere.</summary>
internal static class ServerImport
{
    private const string PasswordVariable = "PROMPTGRID_PASSWORD";
    private const string TokenVariable = "PROMPTGRID_TOKEN";

    public static async Task<int> RunAsync(ImportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var client = new GridClient(request.Server!);
        var run = new ImportRun(client, request, environment);
        var hasSession = false;
        try
        {
            MeView me;
            if (environment.Given(PasswordVariable) is null && environment.Given(TokenVariable) is { } token)
            {
                client.Use(token, null);
                me = await client.MeAsync(cancellationToken);
            }
            else
            {
                me = await SignInAsync(client, request, environment, cancellationToken);
                hasSession = true;
            }

            if (me.Handle != request.Handle) throw new CommandException($"This signs in {Words.Printable(me.Handle)}, not {request.Handle}.");
            return await run.RunAsync(null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && run.Job is { } job)
        {
            await environment.Error.WriteLineAsync($"The server has the whole file and goes on with it: job {job.Id}.");
            throw;
        }
        catch (HttpRequestException e)
        {
            throw new CommandException($"{request.Server} cannot be reached: {e.Message}");
        }
        finally
        {
            if (hasSession) await client.LogoutAsync();
        }
    }

    private static async Task<MeView> SignInAsync(GridClient client, ImportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        var login = request.Login ?? request.Handle;
        var password = environment.Given(PasswordVariable)
            ?? (environment.AskSecret is { } ask
                ? await ask($"Password of {login}:", cancellationToken)
                : throw new CommandException($"Set {PasswordVariable} or {TokenVariable}: there is no terminal to ask for a password."));
        if (await client.LoginAsync(login, password, cancellationToken) is { } me) return me;
        if (!request.Create) throw new CommandException($"The server knows no {Words.Printable(login)} with this password.");
        return request.Email is { } email
            ? await client.RegisterAsync(request.Handle, email, password, cancellationToken)
            : throw new CommandException("A server makes users only with an e-mail address: add --login EMAIL to --create.");
    }
}
