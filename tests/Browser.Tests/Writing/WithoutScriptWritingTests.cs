using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

/// <summary>Somebody without JavaScript does everything there is to do, by plain forms.</summary>
[Collection(GridCollection.Name)]
public sealed class WithoutScriptWritingTests(Grid grid)
{
    [BrowserFact]
    public async Task Publishing_changing_talking_collecting_following_reporting_and_leaving_need_no_script()
    {
        var author = grid.NewName("author");
        var token = await grid.Api.SignUpAsync(author);
        var (_, theirs) = await grid.PublishAsync(token, new { title = "Quokka questionnaire", content = "Ask a quokka about {{mood}}.", tags = new[] { "quokka" } });
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/search?q=quokka")).GetProperty("total").GetInt64() == 1, "The prompt cannot be found.");
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = window.Page;
        var handle = grid.NewName("plain");
        await window.SignUpAsync(handle);

        await window.GoAsync("/new");
        await window.Find(".type-tiles [data-type=image] a").ClickAsync();
        await page.FillAsync("[name=title]", "Made by form");
        await page.FillAsync("[name=content]", "A {{colour}} boat");
        await page.FillAsync("[name=exampleUrl]", "https://example.org/boat.png");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Made by form");
        await window.Find(".prompt-actions a[href$='/edit']").ClickAsync();
        await page.FillAsync("[name=content]", "A {{colour}} boat at night");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find(".versions li")).ToHaveCountAsync(2);
        await window.Find("a[href$='/versions']").ClickAsync();
        await Assertions.Expect(window.Find(".diff-line[data-kind=insert]")).ToContainTextAsync("at night");

        await page.FillAsync("#q", "quokka");
        await page.PressAsync("#q", "Enter");
        await window.Find(".facet a[href*='type=text']").First.ClickAsync();
        await window.Find(".card h3 a").First.ClickAsync();
        Assert.EndsWith(theirs, page.Url, StringComparison.Ordinal);
        await page.FillAsync("form[action$='/comments'] > .field textarea[name=body]", "A plain word");
        await window.Find("form[action$='/comments'] > button.button").ClickAsync();
        await Assertions.Expect(window.Find(".thread .prose")).ToHaveTextAsync("A plain word");
        await window.Find(".collect summary").ClickAsync();
        await page.FillAsync("[name=collectionName]", "Plain shelf");
        await window.Find(".collect button").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToContainTextAsync("Plain shelf");
        await Assertions.Expect(window.Find(".main-nav")).ToBeVisibleAsync();
        await window.GoAsync(theirs);
        await window.Find("form[action$='/report']").Locator("xpath=ancestor::details[1]/summary").ClickAsync();
        await page.CheckAsync("[name=reason][value=other]");
        await window.Find("form[action$='/report'] button").ClickAsync();
        await Assertions.Expect(window.Find("[role=status].notice")).ToBeVisibleAsync();
        await window.Find(".byline .by").ClickAsync();
        await window.Find("form.follow button").ClickAsync();
        await Assertions.Expect(window.Find("form.follow button")).ToHaveAttributeAsync("aria-pressed", "true");
        await window.GoAsync("/following");
        await Assertions.Expect(window.Find(".card h3").First).ToHaveTextAsync("Quokka questionnaire");

        await window.GoAsync("/settings");
        await page.FillAsync("[name=currentPassword]", Grid.Password);
        await page.FillAsync("[name=newPassword]", "another fine password");
        await window.Find("#password .button").ClickAsync();
        await Assertions.Expect(window.Find("[role=status].notice")).ToBeVisibleAsync();
        await window.Find("#delete summary").ClickAsync();
        await page.FillAsync("[name=deleteHandle]", handle);
        await page.FillAsync("[name=deletePassword]", "another fine password");
        await window.Find("#delete .button").ClickAsync();
        await Assertions.Expect(window.Find(".menu")).ToHaveCountAsync(0);
        Assert.Equal(404, (await window.GoAsync("/@" + handle)).Status);
    }
}
