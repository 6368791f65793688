using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Cli.Http;
using PromptGrid.Cli.Local;

namespace PromptGrid.Cli.Import;

/// <summary>An import into the local data folder, through a server that lives as long as the command.</summary>
internal static class LocalImport
{
    public static async Task<int> RunAsync(ImportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        await using var server = await LocalServer.StartAsync(environment, cancellationToken);
        var account = ActivatorUtilities.CreateInstance<LocalAccount>(server.Services);
        await account.OpenAsync(request, environment.Given("PROMPTGRID_PASSWORD"), cancellationToken);
        try
        {
            using var client = new GridClient(server.Address);
            client.Use(account.AccessToken, account.RefreshToken);
            var run = new ImportRun(client, request, environment);
            var index = ActivatorUtilities.CreateInstance<IndexFollower>(server.Services);
            try
            {
                return await run.RunAsync(steps => index.FollowAsync(steps.Begin("Search"), cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && run.Job is not null)
            {
                await environment.Error.WriteLineAsync("What was imported so far is kept. The rest follows when a server or an import next opens this folder.");
                throw;
            }
            catch (CommandException e) when (server.Errors.Last is { } error)
            {
                throw new CommandException($"{e.Message} ({error})");
            }
        }
        finally
        {
            await account.CloseAsync();
        }
    }
}
