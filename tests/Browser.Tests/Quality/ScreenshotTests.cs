using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Quality;

[Collection(GridCollection.Name)]
public sealed class ScreenshotTests(Grid grid)
{
    [BrowserTheory]
    [InlineData("light", 1280, 860, ColorScheme.Light)]
    [InlineData("dark", 1280, 860, ColorScheme.Dark)]
    [InlineData("phone", 390, 844, ColorScheme.Light)]
    [InlineData("wide", 1920, 1000, ColorScheme.Light)]
    public async Task Every_page_fits_its_screen(string name, int width, int height, ColorScheme scheme)
    {
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        var errors = new List<string>();
        window.Page.PageError += (_, error) => errors.Add(error);
        foreach (var (page, path) in await PageList.OfGuestsAsync(grid))
        {
            await window.GoAsync(path);
            await window.Page.WaitForLoadStateAsync(LoadState.Load);
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Grid.Artifacts, $"{page}-{name}.png") });
            Assert.True(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path} is wider than a {name} screen");
        }

        Assert.Empty(errors);
    }
}
