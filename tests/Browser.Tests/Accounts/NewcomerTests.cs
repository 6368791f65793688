using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Accounts;

[Collection(GridCollection.Name)]
public sealed class NewcomerTests(Grid grid)
{
    [BrowserFact]
    public async Task A_guest_who_wants_to_like_signs_up_and_is_back_where_they_were()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("author"));
        var (id, url) = await grid.PublishAsync(token, new { title = "Worth an account", content = "Yes." });
        await using var window = await grid.OpenAsync();
        await window.GoAsync(url);
        await window.Find(".prompt-actions a:has-text(\"Like\")").ClickAsync();
        await window.Find("main a:has-text(\"Sign up\")").ClickAsync();
        var handle = grid.NewName("newcomer");
        await window.Page.FillAsync("[name=handle]", handle);
        await window.Page.FillAsync("[name=email]", handle + "@example.org");
        await window.Page.FillAsync("[name=password]", Grid.Password);
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**" + url);
        await window.Find("[data-react=like]").ClickAsync();
        await window.Find("[data-react=save]").ClickAsync();
        await Assertions.Expect(window.Find("[data-react=save]")).ToHaveAttributeAsync("aria-pressed", "true");
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/prompts/" + id)).GetProperty("counts").GetProperty("saves").GetInt64() == 1, "The save did not arrive.");

        await window.Find(".menu summary").ClickAsync();
        await window.Find(".menu-list form button").ClickAsync();
        await Assertions.Expect(window.Find(".menu")).ToHaveCountAsync(0);
        await window.GoAsync("/login");
        await window.Page.FillAsync("[name=login]", handle);
        await window.Page.FillAsync("[name=password]", "not the right one");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find("[role=alert]")).ToBeVisibleAsync();
        await window.Page.FillAsync("[name=password]", Grid.Password);
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find(".menu summary")).ToBeVisibleAsync();
    }
}
