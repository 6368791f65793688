using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

[Collection(GridCollection.Name)]
public sealed class AccountTests(Grid grid)
{
    [BrowserFact]
    public async Task Settings_change_profile_colours_and_keys_and_end_the_account()
    {
        await using var window = await grid.OpenAsync();
        var handle = grid.NewName("settler");
        await window.SignUpAsync(handle);
        await window.GoAsync("/settings");
        await window.Page.FillAsync("[name=displayName]", "Grace H.");
        await window.Find("#profile .button").ClickAsync();
        await Assertions.Expect(window.Find("[role=status].notice")).ToBeVisibleAsync();
        await window.Page.SelectOptionAsync("#f-theme", "dark");
        await window.Page.SelectOptionAsync("#f-language", "de");
        await window.Find("#look .button").ClickAsync();
        await Assertions.Expect(window.Find("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Assertions.Expect(window.Find("h1")).ToHaveTextAsync("Einstellungen");
        await window.Page.FillAsync("[name=keyName]", "robot");
        await window.Find("#keys form.fold-fields .button").ClickAsync();
        Assert.StartsWith("pgk_", await window.Find("[data-secret]").TextContentAsync());
        await window.GoAsync("/settings");
        await Assertions.Expect(window.Find("[data-secret]")).ToHaveCountAsync(0);

        await window.Find("#delete summary").ClickAsync();
        await window.Page.FillAsync("[name=deleteHandle]", handle);
        await window.Page.FillAsync("[name=deletePassword]", "not the right one");
        await window.Find("#delete .button").ClickAsync();
        await Assertions.Expect(window.Find("#f-deletePassword-error")).ToBeVisibleAsync();
        await window.Page.FillAsync("[name=deleteHandle]", handle);
        await window.Page.FillAsync("[name=deletePassword]", Grid.Password);
        await window.Find("#delete .button").ClickAsync();
        await Assertions.Expect(window.Find(".menu")).ToHaveCountAsync(0);
        Assert.Equal(404, (await window.GoAsync("/@" + handle)).Status);
    }

    [BrowserFact]
    public async Task Follow_buttons_of_people_and_tags_fill_the_feed()
    {
        var author = grid.NewName("author");
        var token = await grid.Api.SignUpAsync(author);
        await using var window = await grid.OpenAsync();
        await window.SignUpAsync(grid.NewName("follower"));
        await window.GoAsync("/@" + author);
        await window.Find("[data-follow]").ClickAsync();
        await Assertions.Expect(window.Find("[data-followers]")).ToContainTextAsync("1");
        await window.GoAsync("/tags/wombat-lore");
        await window.Find("[data-follow]").ClickAsync();
        await Assertions.Expect(window.Find("[data-follow]")).ToHaveAttributeAsync("aria-pressed", "true");
        await grid.PublishAsync(token, new { title = "News of a wombat", content = "x" });
        await Grid.UntilAsync(async () =>
        {
            await window.GoAsync("/following");
            return await window.Find("h3:has-text('News of a wombat')").CountAsync() == 1;
        }, "The feed does not show it.");
        await Assertions.Expect(window.Find(".tags a[href='/tags/wombat-lore']")).ToBeVisibleAsync();
    }
}
