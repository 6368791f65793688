using PromptGrid.Browser.Tests.Quality;
using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Writing;

/// <summary>The pages of the signed-in: nothing for axe-core to find, in both themes, and a picture of each.</summary>
[Collection(GridCollection.Name)]
public sealed class WritingPages(Grid grid)
{
    [AxeTheory]
    [InlineData("light", ColorScheme.Light, 1280)]
    [InlineData("dark", ColorScheme.Dark, 1280)]
    [InlineData("phone", ColorScheme.Light, 390)]
    public async Task Every_page_is_accessible_and_fits_its_screen(string name, ColorScheme scheme, int width)
    {
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var found = new List<string>();
        window.Page.PageError += (_, error) => found.Add(error);
        foreach (var (page, path) in await PageList.OfSignedInAsync(grid, window))
        {
            await window.GoAsync(path);
            await window.Page.WaitForSelectorAsync("#q[role=combobox]");
            await window.Page.EvaluateAsync("for (const fold of document.querySelectorAll('main details')) fold.open = true;");
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Grid.Artifacts, $"{page}-{name}.png"), FullPage = true });
            if (!await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")) found.Add($"{page} is wider than the screen");
            found.AddRange((await Axe.CheckAsync(window)).Select(v => $"{page}: {v}"));
        }

        Assert.Empty(found);
    }
}
