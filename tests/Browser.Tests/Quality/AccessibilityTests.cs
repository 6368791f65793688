using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Quality;

[Collection(GridCollection.Name)]
public sealed class AccessibilityTests(Grid grid)
{
    [AxeTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme scheme, int width)
    {
        await using var window = await grid.OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        var found = new List<string>();
        foreach (var (name, path) in await PageList.OfGuestsAsync(grid)) found.AddRange(await CheckAsync(window, name, path));
        await window.SignUpAsync(grid.NewName("axe"));
        found.AddRange(await CheckAsync(window, "home, signed in", "/"));
        found.AddRange(await CheckAsync(window, "prompt, signed in", "/@promptgrid/rubber-duck-that-asks-back"));
        Assert.Empty(found);
    }

    private static async Task<IEnumerable<string>> CheckAsync(Window window, string name, string path)
    {
        await window.GoAsync(path);
        await window.Page.WaitForSelectorAsync("#q[role=combobox]");
        return (await Axe.CheckAsync(window)).Select(v => $"{name}: {v}");
    }
}
