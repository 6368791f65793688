using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

[Collection(GridCollection.Name)]
public sealed class DeskTests(Grid grid)
{
    private const string Attack = """"><script>window.ran=1</script><img src=x onerror="window.ran=1">{{constructor}}"""";

    [BrowserFact]
    public async Task A_report_is_decided_and_the_author_appeals()
    {
        var author = grid.NewName("author");
        var token = await grid.Api.SignUpAsync(author);
        var (id, url) = await grid.PublishAsync(token, new { title = "Under suspicion", content = "Buy now!" });
        await using var reader = await grid.OpenAsync();
        await reader.SignUpAsync(grid.NewName("reporter"));
        await reader.GoAsync(url);
        await reader.Find(".report summary").ClickAsync();
        await reader.Find(".report [value=spam]").CheckAsync();
        await reader.Page.FillAsync("[name=reportNote]", Attack);
        await reader.Find(".report button").ClickAsync();
        await Assertions.Expect(reader.Find("[role=status].notice")).ToBeVisibleAsync();

        await using var warden = await grid.OpenAsync();
        await warden.SignInAsync(Grid.Moderator);
        await warden.Find(".main-nav a[href='/moderation']").ClickAsync();
        var item = warden.Find($"[data-case={id}]");
        await Assertions.Expect(item.Locator(".case-notes")).ToContainTextAsync("window.ran");
        await warden.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Grid.Artifacts, "moderation-case.png"), FullPage = true });
        await item.Locator("[name=reason]").FillAsync("This is advertising.");
        await item.Locator("[value=hide]").ClickAsync();
        await Assertions.Expect(warden.Find($"[data-case={id}]")).ToHaveCountAsync(0);
        Assert.True(await warden.Page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Equal(404, (await reader.GoAsync(url)).Status);

        await using var owner = await grid.OpenAsync();
        await owner.SignInAsync(author);
        await owner.GoAsync(url);
        await Assertions.Expect(owner.Find(".moderated")).ToContainTextAsync("This is advertising.");
        await owner.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Grid.Artifacts, "moderated.png") });
        await owner.Find(".moderated summary").ClickAsync();
        await owner.Page.FillAsync("[name=appealText]", "It is a parody.");
        await owner.Find(".moderated button").ClickAsync();
        await warden.GoAsync("/moderation?state=appealed");
        await Assertions.Expect(warden.Find($"[data-case={id}]")).ToContainTextAsync("It is a parody.");
        await warden.Find($"[data-case={id}] [value=restore]").ClickAsync();
        Assert.Equal(200, (await reader.GoAsync(url)).Status);
    }

    [BrowserFact]
    public async Task Nothing_that_people_wrote_runs_where_one_writes()
    {
        await using var window = await grid.OpenAsync();
        var handle = grid.NewName("mallory");
        await window.SignUpAsync(handle);
        await window.GoAsync("/new?type=chat");
        await window.Page.FillAsync("[name=title]", Attack);
        await window.Page.FillAsync("[name=turn-0]", Attack);
        await Assertions.Expect(window.Find("[data-preview-text] .prompt-text")).ToHaveTextAsync(Attack);
        await window.Page.ReloadAsync();
        await Assertions.Expect(window.Find("[name=turn-0]")).ToHaveValueAsync(Attack);
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync(Attack);
        var url = new Uri(window.Page.Url).AbsolutePath;
        await window.Page.FillAsync("form[action$='/comments'] > .field textarea[name=body]", Attack + " [x](javascript:window.ran=1)");
        await window.Find("form[action$='/comments'] > button.button").ClickAsync();
        await Assertions.Expect(window.Find(".thread .prose")).ToHaveCountAsync(1);
        var fan = await grid.Api.SignUpAsync(grid.NewName("fan"), Attack[..70]);
        var id = await window.Find("[data-prompt]").GetAttributeAsync("data-prompt");
        await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/comments", fan, new { body = Attack });
        await Grid.UntilAsync(async () =>
        {
            await window.GoAsync("/notifications");
            return await window.Find(".news").CountAsync() > 0;
        }, "Nobody was told of the comment.");
        foreach (var path in (string[])["/notifications", "/dashboard", url, url + "/edit", "/settings", "/following"])
        {
            await window.GoAsync(path);
            await window.Page.WaitForSelectorAsync("main");
            Assert.True(await window.Page.EvaluateAsync<bool>("window.ran === undefined"), path);
            Assert.Equal(0, await window.Page.EvaluateAsync<int>("document.querySelectorAll('main script:not([type=\"application/ld+json\"]), [onerror], a[href^=\"javascript:\" i]').length"));
        }
    }
}
