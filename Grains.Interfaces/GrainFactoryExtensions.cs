using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Grains.Interfaces.Notifications;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Trending;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Grains.Interfaces;

/// <summary>The only place that knows how grains are keyed.</summary>
public static class GrainFactoryExtensions
{
    public static IPromptGrain Prompt(this IGrainFactory grains, string promptId) => grains.GetGrain<IPromptGrain>(promptId);

    public static IAccountErasureGrain AccountErasure(this IGrainFactory grains, string userId) => grains.GetGrain<IAccountErasureGrain>(userId);

    public static IUserGrain User(this IGrainFactory grains, string userId) => grains.GetGrain<IUserGrain>(userId);

    public static IInboxGrain Inbox(this IGrainFactory grains, string userId) => grains.GetGrain<IInboxGrain>(userId);

    public static ITrendingBoardGrain TrendingBoard(this IGrainFactory grains, BoardKey board) => grains.GetGrain<ITrendingBoardGrain>(board.ToString());

    public static IProjectionGrain Projection(this IGrainFactory grains, string projection, int partition) =>
        grains.GetGrain<IProjectionGrain>(ProjectionKey.Format(projection, partition));
}
