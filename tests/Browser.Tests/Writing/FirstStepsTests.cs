using System.Diagnostics;
using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

[Collection(GridCollection.Name)]
public sealed class FirstStepsTests(Grid grid)
{
    [BrowserFact]
    public async Task A_newcomer_signs_up_publishes_finds_likes_forks_comments_and_sees_the_board_move_within_two_minutes()
    {
        var author = grid.NewName("author");
        var token = await grid.Api.SignUpAsync(author);
        var (found, _) = await grid.PublishAsync(token, new { title = "Zephyrine haiku gardener", content = "Write a haiku about {{plant}}.", type = "video" });
        await using var board = await grid.OpenAsync();
        await board.GoAsync("/?scope=type:video");

        var clock = Stopwatch.StartNew();
        await using var window = await grid.OpenAsync();
        var handle = grid.NewName("newcomer");
        await window.SignUpAsync(handle);
        await window.Find(".account a[href='/new']").ClickAsync();
        await window.Find(".type-tiles [data-type=text] a").ClickAsync();
        await window.Page.FillAsync("[name=title]", "My first prompt");
        await window.Page.FillAsync("[name=content]", "Explain {{topic}} to a child.");
        await Assertions.Expect(window.Find("[data-preview-text] .var")).ToHaveTextAsync("{{topic}}");
        await Assertions.Expect(window.Find("[data-variable=topic]")).ToHaveCountAsync(1);
        await window.Find(".compose-side .button").ClickAsync();
        await window.Page.WaitForURLAsync($"**/@{handle}/my-first-prompt");
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("My first prompt");

        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/search?q=zephyrine")).GetProperty("total").GetInt64() == 1, "The prompt cannot be found.");
        await window.Page.FillAsync("#q", "zephyrine");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Find($"[data-id={found}] h3 a").ClickAsync();
        await window.Find("[data-react=like]").ClickAsync();
        await Assertions.Expect(window.Find("[data-react=like]")).ToHaveAttributeAsync("aria-pressed", "true");
        // The like is on the board that somebody else watches.
        await Assertions.Expect(board.Find($"[data-board] [data-id={found}] [data-count=likes]")).ToHaveTextAsync("1");

        await window.Page.FillAsync("form[action$='/comments'] > .field textarea[name=body]", "Lovely, **thank you**.");
        await window.Find("form[action$='/comments'] > button.button").ClickAsync();
        await Assertions.Expect(window.Find(".thread strong")).ToHaveTextAsync("thank you");
        await window.Find("form[action$='/fork'] button").ClickAsync();
        await window.Page.WaitForURLAsync($"**/@{handle}/zephyrine-haiku-gardener");
        await Assertions.Expect(window.Find(".byline")).ToContainTextAsync("Forked from");
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"It took {clock.Elapsed}.");

        // The author reads of it.
        await using var told = await grid.OpenAsync();
        await told.SignInAsync(author);
        await told.GoAsync("/notifications");
        await Assertions.Expect(told.Find(".news[data-kind=commented]")).ToContainTextAsync(handle);
        await Assertions.Expect(told.Find(".news[data-kind=liked]")).ToHaveCountAsync(1);
        await Assertions.Expect(told.Find("[data-bell] [data-unread]")).ToBeVisibleAsync();
        await told.Find(".inbox-head button").ClickAsync();
        await Assertions.Expect(told.Find("[data-bell] [data-unread]")).ToBeHiddenAsync();
        await Assertions.Expect(told.Find(".unread-item")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_notification_arrives_while_one_reads_something_else()
    {
        var author = grid.NewName("author");
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(author);
        await window.GoAsync("/explore");
        var badge = window.Find("[data-bell] [data-unread]");
        await Assertions.Expect(badge).ToBeHiddenAsync();
        var fan = await grid.Api.SignUpAsync(grid.NewName("fan"));
        await grid.Api.SendAsync(HttpMethod.Put, $"/v1/users/{author}/follow", fan);
        await Assertions.Expect(badge).ToHaveTextAsync("1");
        await window.GoAsync("/notifications");
        await Assertions.Expect(window.Find(".news")).ToHaveCountAsync(1);
        await grid.Api.SendAsync(HttpMethod.Put, $"/v1/users/{author}/follow", await grid.Api.SignUpAsync(grid.NewName("fan")));
        await Assertions.Expect(window.Find(".news")).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task A_comment_of_somebody_else_is_counted_at_once_and_shown_when_asked_for()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("author"));
        var (id, url) = await grid.PublishAsync(token, new { title = "Talked about", content = "x" });
        await using var window = await grid.OpenAsync();
        await window.GoAsync(url);
        await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/comments", token, new { body = "Out of the blue" });
        await Assertions.Expect(window.Find("[data-comments]")).ToContainTextAsync("1");
        await Assertions.Expect(window.Find(".thread")).ToHaveCountAsync(0);
        await window.Find("[data-comments-new]").ClickAsync();
        await Assertions.Expect(window.Find(".thread .prose")).ToHaveTextAsync("Out of the blue");
        await Assertions.Expect(window.Find("[data-comments-new]")).ToBeHiddenAsync();
    }
}
