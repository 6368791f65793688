using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Cli.Http;
using PromptGrid.Cli.Import;
using PromptGrid.Cli.Local;
using PromptGrid.Cli.Progress;

namespace PromptGrid.Cli.Export;

/// <summary>Downloads an export. The same from a server and from the command's own. A file is there under its name only when
/// it is whole.</summary>
internal static class ExportRun
{
    private const int BufferSize = 1 << 16;

    /// <summary>From the local data folder, through a server that lives as long as the command.</summary>
    public static async Task<int> FromFolderAsync(ExportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        await using (LocalFolder.Find(environment))
        {
            // Only to see that there is a ledger: an export makes none.
        }

        await using var server = await LocalServer.StartAsync(environment, cancellationToken);
        using var client = new GridClient(server.Address);
        if (request.Handle is null) return await RunAsync(client, request, environment, cancellationToken);
        var account = ActivatorUtilities.CreateInstance<LocalAccount>(server.Services);
        await account.OpenAsync(new ImportRequest(new FileInfo("-"), request.Handle, request.Format, null, null, null, Create: false), null, cancellationToken);
        try
        {
            client.Use(account.AccessToken, account.RefreshToken);
            return await RunAsync(client, request, environment, cancellationToken);
        }
        finally
        {
            await account.CloseAsync();
        }
    }

    /// <summary>From a server that runs elsewhere.</summary>
    public static async Task<int> FromServerAsync(ExportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var client = new GridClient(request.Server!);
        var hasSession = false;
        try
        {
            if (request.Handle is { } handle) hasSession = await ServerSignIn.EnterAsync(client, handle, request.Login, null, environment, cancellationToken);
            return await RunAsync(client, request, environment, cancellationToken);
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

    private static async Task<int> RunAsync(GridClient client, ExportRequest request, CommandEnvironment environment, CancellationToken cancellationToken)
    {
        using var response = await client.ExportAsync(request.Format, request.Scope, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (request.File is not { } file)
        {
            // Whoever reads the output wants the prompts and nothing else.
            await CopyAsync(body, new TextStream(environment.Output), null, cancellationToken);
            return ExitCodes.Done;
        }

        var started = environment.Time.GetTimestamp();
        var part = file.FullName + ".part";
        (long Lines, long Bytes) written = default;
        try
        {
            await ProgressViews.For(environment).RunAsync(async steps =>
            {
                var step = steps.Begin("Export");
                await using (var target = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize, FileOptions.Asynchronous))
                {
                    written = await CopyAsync(body, target, (lines, bytes) => step.Report(lines, null, $"{Words.Number(lines)} lines, {Words.Bytes(bytes)}"), cancellationToken);
                }

                step.Complete($"{Words.Number(written.Lines)} lines, {Words.Bytes(written.Bytes)}");
            });
            File.Move(part, file.FullName, overwrite: false);
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        await environment.Output.WriteLineAsync($"Exported {Words.Bytes(written.Bytes)} to {file.FullName} in {Words.Seconds(environment.Time.GetElapsedTime(started))}.");
        return ExitCodes.Done;
    }

    private static async Task<(long Lines, long Bytes)> CopyAsync(Stream from, Stream to, Action<long, long>? report, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        long lines = 0, bytes = 0;
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            bytes += read;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            report?.Invoke(lines, bytes);
        }

        await to.FlushAsync(cancellationToken);
        return (lines, bytes);
    }
}
