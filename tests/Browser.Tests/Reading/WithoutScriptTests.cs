using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Reading;

[Collection(GridCollection.Name)]
public sealed class WithoutScriptTests(Grid grid)
{
    [BrowserFact]
    public async Task Everything_can_be_read_and_found_without_JavaScript()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("plain"));
        var (_, url) = await grid.PublishAsync(token, new { title = "Readable by everyone", content = "Say {{word}} plainly.", description = "A *plain* one." });
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await window.GoAsync("/");
        Assert.NotEqual(0, await window.Find("[data-board] .card").CountAsync());
        await window.Find(".tabs a").Last.ClickAsync();
        Assert.Contains("window=month", window.Page.Url, StringComparison.Ordinal);

        await window.GoAsync(url);
        await Assertions.Expect(window.Find("[data-part]")).ToHaveTextAsync("Say {{word}} plainly.");
        await Assertions.Expect(window.Find(".prose em")).ToHaveTextAsync("plain");
        // What only a script can do is not offered.
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("[...document.querySelectorAll('.needs-script')].filter(e => e.checkVisibility()).length"));

        await window.Page.FillAsync("#q", "explain");
        await window.Page.PressAsync("#q", "Enter");
        Assert.Contains("/search?q=explain", window.Page.Url, StringComparison.Ordinal);

        await window.Find("[data-theme-form] button").ClickAsync();
        await Assertions.Expect(window.Find("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [BrowserFact]
    public async Task Signing_up_forking_and_signing_out_are_plain_forms()
    {
        var token = await grid.Api.SignUpAsync(grid.NewName("plain"));
        var (_, url) = await grid.PublishAsync(token, new { title = "Fork me plainly", content = "Do it." });
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var handle = grid.NewName("plain");
        await window.SignUpAsync(handle);
        await window.GoAsync(url);
        foreach (var kind in (string[])["like", "save"])
        {
            await window.Find($".prompt-actions form[action$='/{kind}'] button").ClickAsync();
            await Assertions.Expect(window.Find($"[data-react={kind}]")).ToHaveAttributeAsync("aria-pressed", "true");
            await Assertions.Expect(window.Find($"[data-react={kind}] b")).ToHaveTextAsync("1");
        }

        await window.Find("[data-react=like]").ClickAsync();
        await Assertions.Expect(window.Find("[data-react=like] b")).ToHaveTextAsync("0");
        await window.Find(".prompt-actions form[action$='/fork'] button").ClickAsync();
        await Assertions.Expect(window.Find(".byline .by")).ToContainTextAsync(handle);
        await Assertions.Expect(window.Find(".byline a").Last).ToHaveTextAsync("Fork me plainly");
        await window.GoAsync("/logout");
        await window.Find("main form button").ClickAsync();
        await Assertions.Expect(window.Find(".account a.button")).ToHaveAttributeAsync("href", "/signup");
    }
}
