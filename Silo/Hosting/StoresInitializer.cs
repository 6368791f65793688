using Microsoft.Extensions.Hosting;
using PromptGrid.Projections.Feed;
using PromptGrid.Projections.Notifications;
using PromptGrid.Projections.Trending;
using PromptGrid.Search;

namespace PromptGrid.Silo.Hosting;

/// <summary>Opens search index and projections' stores before anything uses them. The ledger opened itself earlier.</summary>
internal sealed class StoresInitializer(ISearchIndex search, ITrendingStore trending, IFeedStore feed, INotificationStore notifications) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await search.InitializeAsync(cancellationToken);
        await trending.InitializeAsync(cancellationToken);
        await feed.InitializeAsync(cancellationToken);
        await notifications.InitializeAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
