using Microsoft.Extensions.Hosting;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Silo.Hosting;

/// <summary>Opens the projections' stores before anything uses them; the ledger opened itself earlier. A large search index takes
/// seconds to open: beyond <see cref="SearchPatience"/> it goes on by itself, and until it is open only searches are refused.</summary>
internal sealed class StoresInitializer(ISearchIndex search, ITrendingStore trending, IFeedStore feed, INotificationStore notifications, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>How long a start waits for search: enough for a hundred thousand prompts.</summary>
    public static readonly TimeSpan SearchPatience = TimeSpan.FromMilliseconds(250);

    private Task _search = Task.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var patience = Task.Delay(SearchPatience, time, cancellationToken);
        _search = Task.Run(async () => await search.InitializeAsync(CancellationToken.None), CancellationToken.None);
        await trending.InitializeAsync(cancellationToken);
        await feed.InitializeAsync(cancellationToken);
        await notifications.InitializeAsync(cancellationToken);
        // What cannot be opened at all is known at once, and fails the start.
        if (await Task.WhenAny(_search, patience) == _search) await _search;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <remarks>An opening that failed late has been logged by the index and was tried again by whoever searched.</remarks>
    public async Task StoppedAsync(CancellationToken cancellationToken) => await _search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
