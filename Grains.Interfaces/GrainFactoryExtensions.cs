using PromptGrid.Domain.Trending;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Grains.Interfaces.Limits;
using PromptGrid.Grains.Interfaces.Notifications;
using PromptGrid.Grains.Interfaces.Projections;
using PromptGrid.Grains.Interfaces.PromptCollections;
using PromptGrid.Grains.Interfaces.Prompts;
using PromptGrid.Grains.Interfaces.Tags;
using PromptGrid.Grains.Interfaces.Trending;
using PromptGrid.Grains.Interfaces.Users;

namespace PromptGrid.Grains.Interfaces;

/// <summary>The only place that knows how grains are keyed.</summary>
public static class GrainFactoryExtensions
{
    public static IPromptGrain Prompt(this IGrainFactory grains, string promptId) => grains.GetGrain<IPromptGrain>(promptId);

    public static ICollectionGrain Collection(this IGrainFactory grains, string collectionId) => grains.GetGrain<ICollectionGrain>(collectionId);

    /// <summary>The one keeper of tag aliases.</summary>
    public static ITagAliasesGrain TagAliases(this IGrainFactory grains) => grains.GetGrain<ITagAliasesGrain>(Domain.Tags.TagAliases.DocumentId);

    public static IAccountErasureGrain AccountErasure(this IGrainFactory grains, string userId) => grains.GetGrain<IAccountErasureGrain>(userId);

    public static IUserGrain User(this IGrainFactory grains, string userId) => grains.GetGrain<IUserGrain>(userId);

    public static IQuotaGrain Quota(this IGrainFactory grains, string userId) => grains.GetGrain<IQuotaGrain>(userId);

    public static IInboxGrain Inbox(this IGrainFactory grains, string userId) => grains.GetGrain<IInboxGrain>(userId);

    public static ITrendingBoardGrain TrendingBoard(this IGrainFactory grains, BoardKey board) => grains.GetGrain<ITrendingBoardGrain>(board.ToString());

    public static IProjectionGrain Projection(this IGrainFactory grains, string projection, int partition) =>
        grains.GetGrain<IProjectionGrain>(ProjectionKey.Format(projection, partition));
}
