using PromptGrid.Api.Users;
using PromptGrid.Cli.Http;

namespace PromptGrid.Cli.Import;

/// <summary>An import through a server that runs elsewhere.</summary>
internal static class ServerImport
{
    public static async Task<int> RunAsync(ImportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var client = new GridClient(request.Server!);
        var run = new ImportRun(client, request, environment);
        var hasSession = false;
        try
        {
            hasSession = await ServerSignIn.EnterAsync(client, request.Handle, request.Login, request.Create ? password => CreateAsync(client, request, password, cancellationToken) : null, environment, cancellationToken);
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

    private static Task<MeView> CreateAsync(GridClient client, ImportRequest request, string password, CancellationToken cancellationToken) => request.Email is { } email
        ? client.RegisterAsync(request.Handle, email, password, cancellationToken)
        : throw new CommandException("A server makes users only with an e-mail address: add --login EMAIL to --create.");
}
