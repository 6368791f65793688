using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Reading;

[Collection(GridCollection.Name)]
public sealed class ReadingTests(Grid grid)
{
    [BrowserFact]
    public async Task From_the_board_to_a_prompt_and_on_to_its_author()
    {
        await using var window = await grid.OpenAsync();
        await window.GoAsync("/");
        var first = window.Find("[data-board] .card").First;
        var title = (await first.Locator("h3").InnerTextAsync()).Trim();
        await first.Locator("h3 a").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync(title);
        await window.Find(".byline .by").ClickAsync();
        await Assertions.Expect(window.Find("#wall")).ToBeVisibleAsync();
        Assert.NotEqual(0, await window.Find(".card").CountAsync());
    }

    [BrowserFact]
    public async Task Search_suggests_by_keyboard_and_forgives_a_mistake()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("seeker"));
        var (id, url) = await grid.PublishAsync(token, new { title = "Cartographer of imaginary rivers", content = "Draw the river." });
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/search/suggest?q=cartographer+of")).GetProperty("items").GetArrayLength() > 0, "The prompt is not suggested.");

        await using var window = await grid.OpenAsync();
        await window.GoAsync("/explore");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        await window.Page.Keyboard.PressAsync("/");
        await window.Page.Keyboard.TypeAsync("cartographer of");
        await window.Page.WaitForSelectorAsync("[role=option]");
        Assert.Equal("true", await window.Find("#q").GetAttributeAsync("aria-expanded"));
        await window.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(window.Find("[role=listbox]")).ToBeHiddenAsync();
        await window.Page.Keyboard.TypeAsync(" ");
        await window.Page.Keyboard.TypeAsync("imaginary");
        await window.Page.WaitForSelectorAsync("[role=option]");
        await window.Page.Keyboard.PressAsync("ArrowDown");
        Assert.Equal("true", await window.Find("[role=option]").First.GetAttributeAsync("aria-selected"));
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**" + url);
        Assert.Equal(id, await window.Find("[data-prompt]").GetAttributeAsync("data-prompt"));

        await window.GoAsync("/search?q=cartografer+imaginery");
        await Assertions.Expect(window.Find(".card h3").First).ToContainTextAsync("Cartographer");
        await Assertions.Expect(window.Find(".notice")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Filters_live_in_the_address_and_can_be_taken_back()
    {
        await using var window = await grid.OpenAsync();
        await window.GoAsync("/explore");
        await window.Find(".facet a").First.ClickAsync();
        await window.Page.WaitForURLAsync("**/explore?type=*");
        await Assertions.Expect(window.Find(".chosen a")).ToHaveCountAsync(1);
        await window.Page.ReloadAsync();
        await window.Find(".chosen a").ClickAsync();
        await window.Page.WaitForURLAsync("**/explore");
        await window.GoAsync("/explore?type=image&tag=a-tag-that-nobody-uses");
        await Assertions.Expect(window.Find(".empty h2")).ToBeVisibleAsync();
        Assert.NotEqual(0, await window.Find(".empty .tags a").CountAsync());
    }

    [BrowserFact]
    public async Task Variables_are_filled_before_the_text_is_copied()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("filler"));
        var (id, url) = await grid.PublishAsync(token, new { title = "Fill me", content = "Dear {{name}}, about {{ topic }}: <b>{{name}}</b>" });
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { Permissions = ["clipboard-read", "clipboard-write"] });
        await window.GoAsync(url);
        await window.Page.FillAsync("#v-name", "Ada & <i>Grace</i>");
        await Assertions.Expect(window.Find("[data-var=name]").First).ToHaveTextAsync("Ada & <i>Grace</i>");
        await window.Find("[data-copy]").ClickAsync();
        await Assertions.Expect(window.Find("[data-toast]")).Not.ToBeEmptyAsync();
        Assert.Equal("Dear Ada & <i>Grace</i>, about {{ topic }}: <b>Ada & <i>Grace</i></b>", await window.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/prompts/" + id)).GetProperty("counts").GetProperty("copies").GetInt64() == 1, "The copy was not counted.");
    }

    [BrowserFact]
    public async Task Theme_and_language_are_remembered()
    {
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Light });
        await window.GoAsync("/");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        async Task<string> PaperAsync() => await window.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        var light = await PaperAsync();
        await window.Find("[data-theme-form] button").ClickAsync();
        var dark = await PaperAsync();
        Assert.NotEqual(light, dark);
        await window.GoAsync("/explore");
        Assert.Equal(dark, await PaperAsync());

        await window.Find(".languages button[value=de]").ClickAsync();
        await Assertions.Expect(window.Find("html")).ToHaveAttributeAsync("lang", "de");
        Assert.EndsWith("/explore", window.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Entdecken");
    }

    [BrowserFact]
    public async Task Examples_of_the_guide_run()
    {
        await using var window = await grid.OpenAsync();
        await window.GoAsync("/docs");
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        var examples = window.Find("[data-example]");
        var count = await examples.CountAsync();
        Assert.True(count >= 3);
        for (var i = 0; i < count; i++)
        {
            await examples.Nth(i).Locator("[data-run]").ClickAsync();
            await Assertions.Expect(examples.Nth(i).Locator("[data-answer]")).ToContainTextAsync("200");
        }
    }
}
