using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Live;

[Collection(GridCollection.Name)]
public sealed class LiveTests(Grid grid)
{
    [BrowserFact]
    public async Task A_like_in_one_browser_arrives_in_another()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("author"));
        var (id, url) = await grid.PublishAsync(token, new { title = "Watched by two", content = "Look." });
        await using var watcher = await grid.OpenAsync();
        await using var liker = await grid.OpenAsync();
        await watcher.GoAsync(url);
        var seen = watcher.Find(".prompt-actions [data-count=likes]");
        await Assertions.Expect(seen).ToHaveTextAsync("0");

        await liker.SignUpAsync(grid.NewName("liker"));
        await liker.GoAsync(url);
        var button = liker.Find("[data-react=like]");
        await button.ClickAsync();
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(seen).ToHaveTextAsync("1");
        Assert.Equal(1, await LikesAsync(id));

        await button.ClickAsync();
        await Assertions.Expect(seen).ToHaveTextAsync("0");
        await liker.Page.ReloadAsync();
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [BrowserFact]
    public async Task A_like_that_fails_takes_its_count_back()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("author"));
        var (_, url) = await grid.PublishAsync(token, new { title = "Never liked", content = "No." });
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("liker"));
        await window.Page.RouteAsync("**/like", route => route.FulfillAsync(new RouteFulfillOptions { Status = 503, Body = "{}", ContentType = "application/problem+json" }));
        await window.GoAsync(url);
        var button = window.Find("[data-react=like]");
        await button.ClickAsync();
        await Assertions.Expect(window.Find("[data-toast]")).Not.ToBeEmptyAsync();
        await Assertions.Expect(button).ToHaveAttributeAsync("aria-pressed", "false");
        await Assertions.Expect(button.Locator("b")).ToHaveTextAsync("0");
    }

    [BrowserFact]
    public async Task The_board_moves_by_itself_but_not_under_a_readers_hand()
    {
        var author = await grid.Api.SignUpAsync(grid.NewName("author"));
        var first = await grid.PublishAsync(author, new { title = "Audio riser one", content = "Hum.", type = "audio" });
        var second = await grid.PublishAsync(author, new { title = "Audio riser two", content = "Hum.", type = "audio" });
        var third = await grid.PublishAsync(author, new { title = "Audio riser three", content = "Hum.", type = "audio" });
        var fans = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => grid.Api.SignUpAsync(grid.NewName("fan"))));
        foreach (var fan in fans.Take(2)) await grid.LikeAsync(fan, first.Id);

        await using var window = await grid.OpenAsync();
        await window.GoAsync("/?scope=type:audio");
        var cards = window.Find("[data-board] .card");
        await Assertions.Expect(cards.First).ToHaveAttributeAsync("data-id", first.Id);

        // Nobody's hand is on the board: a new card comes and rises by itself.
        foreach (var fan in fans) await grid.LikeAsync(fan, second.Id);
        await Assertions.Expect(cards.First).ToHaveAttributeAsync("data-id", second.Id);
        await Assertions.Expect(cards.First.Locator("h3")).ToHaveTextAsync("Audio riser two");
        await Assertions.Expect(cards.First.Locator(".rank")).ToContainTextAsync("1");

        // A hand is on it: counts move, places wait for the pill.
        await cards.First.HoverAsync();
        await grid.LikeAsync(fans[0], third.Id);
        await Assertions.Expect(window.Find("[data-pill]")).ToBeVisibleAsync();
        await Assertions.Expect(window.Find($"[data-board] [data-id={third.Id}]")).ToHaveCountAsync(0);
        await window.Find("[data-pill]").ClickAsync();
        await Assertions.Expect(window.Find($"[data-board] [data-id={third.Id}]")).ToHaveCountAsync(1);
        await Assertions.Expect(window.Find("[data-pill]")).ToBeHiddenAsync();
    }

    private async Task<long> LikesAsync(string id) => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/prompts/" + id)).GetProperty("counts").GetProperty("likes").GetInt64();
}
