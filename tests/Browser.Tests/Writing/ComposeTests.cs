using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

[Collection(GridCollection.Name)]
public sealed class ComposeTests(Grid grid)
{
    [BrowserFact]
    public async Task A_draft_survives_the_tab_and_goes_when_it_is_published()
    {
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("drafter"));
        await window.GoAsync("/new?type=chat");
        await window.Page.FillAsync("[name=title]", "Half a thought");
        await window.Page.FillAsync("[name=turn-0]", "Be {{mood}}.");
        await window.Find("[data-add-turn]").ClickAsync();
        await window.Page.FillAsync("[name=turn-2]", "The third turn");
        await window.Page.FillAsync("[name=var-0-description]", "How to feel");
        await Assertions.Expect(window.Find("[data-kept]")).Not.ToBeEmptyAsync();

        await window.GoAsync("/explore");
        await window.GoAsync("/new");
        await window.Find("[data-draft-links] a").ClickAsync();
        await Assertions.Expect(window.Find("[data-restored]")).ToBeVisibleAsync();
        await Assertions.Expect(window.Find("[name=title]")).ToHaveValueAsync("Half a thought");
        await Assertions.Expect(window.Find("[name=turn-2]")).ToHaveValueAsync("The third turn");
        await Assertions.Expect(window.Find("[name=var-0-description]")).ToHaveValueAsync("How to feel");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Half a thought");

        await window.GoAsync("/new?type=chat");
        await Assertions.Expect(window.Find("[name=title]")).ToHaveValueAsync("");
        await Assertions.Expect(window.Find("[data-restored]")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Another_kind_keeps_the_words_and_mistakes_are_shown_where_they_are()
    {
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("writer"));
        await window.GoAsync("/new?type=text");
        await window.Page.FillAsync("[name=title]", "A picture after all");
        await window.Page.FillAsync("[name=content]", "A lighthouse");
        await window.Find(".type-choice [value=image]").CheckAsync();
        await Assertions.Expect(window.Find("[name=param-guidanceScale]")).ToHaveCountAsync(1);
        await Assertions.Expect(window.Find("[name=content]")).ToHaveValueAsync("A lighthouse");
        await window.Find(".fold summary").Nth(1).ClickAsync();
        await window.Page.FillAsync("[name=slug]", "ends-with-");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find(".form-error")).ToBeFocusedAsync();
        await window.Find(".form-error a").ClickAsync();
        await Assertions.Expect(window.Find("#f-slug")).ToBeVisibleAsync();
        await Assertions.Expect(window.Find("#f-slug-error")).ToBeVisibleAsync();
        await Assertions.Expect(window.Find("[name=content]")).ToHaveValueAsync("A lighthouse");
    }

    [BrowserFact]
    public async Task Tags_are_completed_as_others_spell_them()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("author"));
        await grid.PublishAsync(token, new { title = "Tagged", content = "x", tags = new[] { "numbat-husbandry" } });
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/search/suggest?q=numbat")).GetProperty("items").GetArrayLength() > 0, "The tag is not suggested.");
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("writer"));
        await window.GoAsync("/new?type=text");
        await window.Page.FillAsync("[name=tags]", "animals, ");
        await window.Find("[name=tags]").PressSequentiallyAsync("numb");
        await window.Find("#tag-suggestions [role=option]").First.WaitForAsync();
        await window.Page.Keyboard.PressAsync("ArrowDown");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find("[name=tags]")).ToHaveValueAsync("animals, numbat-husbandry, ");
    }

    [BrowserFact]
    public async Task A_stale_edit_loses_nothing_and_says_what_happened()
    {
        await using var window = await grid.OpenAsync();
        var handle = grid.NewName("editor");
        await window.SignUpAsync(handle);
        await window.GoAsync("/new?type=text");
        await window.Page.FillAsync("[name=title]", "Two windows");
        await window.Page.FillAsync("[name=content]", "First");
        await window.Find(".compose-side .button").ClickAsync();
        await window.Page.WaitForURLAsync("**/two-windows");
        var other = await window.Context.NewPageAsync();
        foreach (var page in (IPage[])[window.Page, other]) await page.GotoAsync($"/@{handle}/two-windows/edit", new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await other.FillAsync("[name=content]", "From the other window");
        await other.ClickAsync(".compose-side .button");
        await other.WaitForURLAsync("**/two-windows");

        await window.Page.FillAsync("[name=content]", "From this window");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find(".stale")).ToBeVisibleAsync();
        await window.Find(".stale summary").ClickAsync();
        await Assertions.Expect(window.Find(".stale pre")).ToHaveTextAsync("From the other window");
        await Assertions.Expect(window.Find("[name=content]")).ToHaveValueAsync("From this window");
        await window.Find(".compose-side .button").ClickAsync();
        await Assertions.Expect(window.Find("[data-part]")).ToHaveTextAsync("From this window");
    }

    [BrowserFact]
    public async Task Without_scripts_one_publishes_all_the_same()
    {
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await window.SignUpAsync(grid.NewName("plain"));
        await window.GoAsync("/new");
        await window.Find(".type-tiles [data-type=chat] a").ClickAsync();
        await window.Page.FillAsync("[name=title]", "By hand");
        await window.Page.FillAsync("[name=turn-0]", "You are {{role}}.");
        await window.Find("[data-add-turn]").ClickAsync();
        await Assertions.Expect(window.Find("[name=turn-0]")).ToHaveValueAsync("You are {{role}}.");
        await Assertions.Expect(window.Find("[data-variable=role]")).ToHaveCountAsync(1);
        await window.Find("[name=title]").PressAsync("Enter");
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("By hand");
    }
}
