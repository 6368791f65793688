using PromptGrid.Api.Http;
using PromptGrid.Api.Prompts;
using PromptGrid.Api.Trending;
using PromptGrid.Domain.Trending;
using PromptGrid.Search;
using PromptGrid.Web.Cards;
using PromptGrid.Web.Home;

namespace PromptGrid.Api.Pages;

/// <summary>The home page, and the cards that its board asks for as it moves.</summary>
public static class HomePages
{
    private const int RecentShown = 12;

    public static void MapHomePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/", HomeAsync);
        routes.MapPage("/cards", CardsAsync);
    }

    private static async Task<IResult> HomeAsync(HttpContext context, Boards boards, ISearchIndex search, PromptCards cards)
    {
        // A page answers something for any address: an unknown window shows the day, an unknown scope everything.
        var window = TrendingWindows.Parse(context.Request.Query["window"].ToString()) ?? TrendingWindow.Day;
        var scope = TrendingScope.Parse(context.Request.Query["scope"].ToString()) ?? TrendingScope.Global;
        var board = await boards.GetAsync(new BoardKey(window, scope));
        var recent = await RecentAsync(search, cards, context.RequestAborted);
        var model = new HomeModel(window.Name(), scope.ToString(), board.Revision, CardModels.Of(board, HomePage.Shown), [.. recent.Select(p => CardModels.Of(p))]);
        return await PageResult.RenderAsync<HomePage>(context, new { Model = model });
    }

    /// <summary>Cards by id, as a piece of a page.</summary>
    private static async Task<IResult> CardsAsync(HttpContext context, PromptCards cards)
    {
        var ids = context.Request.Query["id"].Where(EntityIds.IsPrompt!).Distinct().Take(HomePage.Shown).ToList();
        var prompts = await cards.LoadAsync(ids!, context.CallerId(), context.RequestAborted, listedOnly: true);
        return await PageResult.RenderAsync<CardList>(context, new { Cards = (IReadOnlyList<CardModel>)[.. prompts.Select(p => CardModels.Of(p))] });
    }

    private static async Task<IReadOnlyList<PromptView>> RecentAsync(ISearchIndex search, PromptCards cards, CancellationToken cancellationToken)
    {
        try
        {
            var page = await search.SearchAsync(new SearchQuery { Sort = SearchSort.Recent, Limit = RecentShown, WithFacets = false, WithHighlights = false }, cancellationToken);
            // The index may be a moment behind an author who just hid something.
            return await cards.LoadAsync([.. page.Hits.Select(h => h.Id)], readerId: null, cancellationToken, listedOnly: true);
        }
        catch (SearchUnavailableException)
        {
            // The board does not need search: the page stands without the list of new prompts.
            return [];
        }
    }
}
