using System.Globalization;
using System.Security.Cryptography;
using PromptGrid.Api.Auth;
using PromptGrid.Api.Http;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;

namespace PromptGrid.Api.Starters;

/// <summary>Publishes the starter prompts into a grid that never had a prompt (<c>StarterPrompts:Enabled</c>, on by
/// default). Idempotent: a crash in between and a second node change nothing.</summary>
internal sealed partial class StarterPromptsPublisher(
    IGrainFactory grains, ILedgerReader reader, IIdGenerator ids, Passwords passwords, IConfiguration configuration, TimeProvider time, ILogger<StarterPromptsPublisher> logger) : BackgroundService
{
    public const string Setting = "StarterPrompts:Enabled";
    private const string Handle = "promptgrid";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (!configuration.GetValue(Setting, true)) return;
        while (true)
        {
            try
            {
                await PublishAsync(stoppingToken);
                return;
            }
            catch (Exception e) when (Infrastructure.IsAway(e))
            {
                LogWaits(e);
                await Task.Delay(Patience, time, stoppingToken);
            }
        }
    }

    private async Task PublishAsync(CancellationToken stoppingToken)
    {
        if ((await reader.ScanDocumentsAsync(EntityIds.Prompt + "_", null, 1, stoppingToken)).Count > 0) return;
        if (await AuthorAsync() is not { } authorId) return;
        for (var i = 0; i < StarterPrompts.All.Length; i++)
        {
            var operation = new OperationStamp(string.Create(CultureInfo.InvariantCulture, $"starter:{i}"), "1");
            await grains.Prompt(ids.New(EntityIds.Prompt)).PublishAsync(new PublishPrompt(authorId, StarterPrompts.All[i], operation));
        }

        LogPublished(StarterPrompts.All.Length);
    }

    private async Task<string?> AuthorAsync()
    {
        if (await reader.ResolveKeyAsync(UniqueKeys.Handle, Handle) is { } known) return known;
        // Nobody signs in as this user: its password is thrown away.
        var hash = await passwords.HashAsync(Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        var registration = new UserRegistration(Handle, "starter-prompts@promptgrid.invalid", hash.Value!, "PromptGrid");
        return (await grains.User(ids.New(EntityIds.User)).RegisterAsync(registration, null)).Value?.Value.User.Id
            ?? await reader.ResolveKeyAsync(UniqueKeys.Handle, Handle);
    }

    [LoggerMessage(EventIds.StarterPromptsPublished, LogLevel.Information, "The grid was empty: {Count} starter prompts were published.")]
    private partial void LogPublished(int count);

    [LoggerMessage(EventIds.StarterPromptsWait, LogLevel.Warning, "The starter prompts wait for the ledger or for silos.")]
    private partial void LogWaits(Exception exception);
}
