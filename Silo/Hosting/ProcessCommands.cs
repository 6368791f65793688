using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PromptGrid.Ledger;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Trending;

namespace PromptGrid.Silo.Hosting;

/// <summary>
/// What a server's program does instead of serving, for those who run it in containers: <see cref="Migrate"/> and
/// <see cref="Health"/>. Settings are read as the server reads them.
/// </summary>
public static class ProcessCommands
{
    /// <summary>Brings the stores in the ledger's database to the newest schema and ends. Repeating it changes nothing, and
    /// processes that do it at once wait for each other.</summary>
    public const string Migrate = "migrate";

    /// <summary>Asks the server of this machine, at the first of its <c>http</c> addresses, whether it is ready.</summary>
    public const string Health = "health";

    /// <summary>Where a server says whether it may be given work.</summary>
    public const string ReadyPath = "/healthz/ready";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs the command that the first argument names.</summary>
    /// <param name="defaultUrl">Where the server listens unless <c>urls</c> says otherwise.</param>
    /// <returns>The exit code, 0 when it went well; null when the arguments name no command.</returns>
    public static async Task<int?> RunAsync(string[] args, string defaultUrl)
    {
        if (args is not [Migrate or Health, ..]) return null;
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args[1..], ContentRootPath = AppContext.BaseDirectory });
            return args[0] == Migrate ? await MigrateAsync(builder) : await AskAsync(builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? defaultUrl);
        }
        catch (Exception e) when (e is InvalidOperationException or OptionsValidationException or LedgerSchemaException or LedgerUnavailableException or LedgerInUseException
            or DataDirectoryInUseException or DbException or HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    // The container is built and nothing of it is started: no grain, projection or address is there.
    private static async Task<int> MigrateAsync(WebApplicationBuilder builder)
    {
        builder.Services.AddPromptGridStores(builder.Configuration);
        await using var app = builder.Build();
        app.Services.GetService<DataDirectoryLock>();
        await app.Services.GetRequiredService<ILedgerStore>().InitializeAsync(CancellationToken.None);
        await app.Services.GetRequiredService<ITrendingStore>().InitializeAsync(CancellationToken.None);
        await app.Services.GetRequiredService<IFeedStore>().InitializeAsync(CancellationToken.None);
        await app.Services.GetRequiredService<INotificationStore>().InitializeAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync("The stores are at the newest schema.");
        return 0;
    }

    private static async Task<int> AskAsync(string urls)
    {
        var address = LocalAddress(urls);
        using var client = new HttpClient { Timeout = Patience };
        using var answer = await client.GetAsync(new Uri(address, ReadyPath));
        if (answer.IsSuccessStatusCode) return 0;
        await Console.Error.WriteLineAsync(await answer.Content.ReadAsStringAsync());
        return 1;
    }

    /// <summary>The first <c>http</c> address of a server's list, as this machine reaches it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal static Uri LocalAddress(string urls)
    {
        var first = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(u => u.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"Health is asked over http, and '{urls}' has no such address.");
        var binding = BindingAddress.Parse(first);
        var everywhere = binding.Host is "+" or "*" or "0.0.0.0" or "[::]";
        return new UriBuilder("http", everywhere ? "127.0.0.1" : binding.Host, binding.Port).Uri;
    }
}
