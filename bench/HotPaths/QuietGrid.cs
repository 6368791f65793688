using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using PromptGrid.Api.Hosting;
using PromptGrid.Domain.Common;
using PromptGrid.Domain.Prompts;
using PromptGrid.Domain.Users;
using PromptGrid.Grains.Interfaces;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Ledger;
using PromptGrid.Ledger.Lanes;
using PromptGrid.Silo.Hosting;

namespace PromptGrid.HotPaths;

/// <summary>
/// All services of a grid on an SQLite ledger in a folder of its own, with one user and one public prompt. Nothing runs in
/// the background (no server, no projections), so that what is measured is what was called.
/// </summary>
public sealed class QuietGrid : IAsyncDisposable
{
    private const string Text = "a castle on a cliff at sunset, cinematic light, highly detailed, volumetric fog, sharp focus, digital painting; ";

    private static readonly WriteSet Plug = new() { Entity = "plug", Counters = [new CounterAdd("plug", "held", 1)] };

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly LaneGate _gate;

    private QuietGrid(WebApplication app, string folder, LaneGate gate) => (_app, _folder, _gate) = (app, folder, gate);

    public IServiceProvider Services => _app.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IIdGenerator Ids => Services.GetRequiredService<IIdGenerator>();

    /// <summary>The user's id.</summary>
    public string UserId { get; private set; } = "";

    /// <summary>The prompt's id.</summary>
    public string PromptId { get; private set; } = "";

    public IPromptGrain Prompt => Grains.Prompt(PromptId);

    public static async Task<QuietGrid> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("promptgrid-paths").FullName;
        var gate = new LaneGate();
        var app = ApiApplication.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection([new(DataDirectory.Setting, folder), new(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0")]);
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IFaultPoint>(gate);
        });
        var grid = new QuietGrid(app, folder, gate);
        await app.Services.GetRequiredService<ILedgerStore>().InitializeAsync();
        grid.UserId = grid.Ids.New(EntityIds.User);
        await grid.Grains.User(grid.UserId).RegisterAsync(new UserRegistration("painter", "painter@example.org", "no password", null), null);
        grid.PromptId = await grid.PublishAsync();
        return grid;
    }

    /// <summary>Publishes one more prompt of about 1,100 characters.</summary>
    public async Task<string> PublishAsync()
    {
        var id = Ids.New(EntityIds.Prompt);
        var draft = new PromptDraft { Title = "A castle", Content = string.Concat(Enumerable.Repeat(Text, 10)), Type = "image", Tags = ["castle", "sunset"], License = "CC0-1.0" };
        var published = await Grains.Prompt(id).PublishAsync(new PublishPrompt(UserId, draft));
        return published.TryGet(out _, out var failure) ? id : throw new InvalidOperationException(failure.Detail);
    }

    /// <summary>Runs <paramref name="handIn"/> while the ledger's lane is held by a small commit, so that all that it hands in
    /// shares one transaction.</summary>
    internal async Task TogetherAsync(Action handIn)
    {
        var held = await _gate.HoldAsync(Services.GetRequiredService<ILedger>(), Plug);
        handIn();
        _gate.Open();
        await held;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.GetRequiredService<ILedgerStore>().DrainAsync();
        await _app.DisposeAsync();
        _gate.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
