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
        foreach (var (page, path) in await PrepareAsync(window))
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

    /// <summary>Somebody with prompts, drafts, reactions and news.</summary>
    private async Task<IReadOnlyList<(string Name, string Path)>> PrepareAsync(Window window)
    {
        var handle = grid.NewName("ada");
        await window.SignUpAsync(handle);
        var session = await grid.Api.SendAsync(HttpMethod.Post, "/v1/auth/login", null, new { login = handle, password = Grid.Password });
        var token = session.GetProperty("accessToken").GetString()!;
        await grid.Api.SendAsync(HttpMethod.Patch, "/v1/me", token, new { displayName = "Ada Lovelace", bio = "Counts on **engines**." });
        var (id, url) = await grid.PublishAsync(token, new { title = "Interview coach for quiet engineers", content = "Ask me about {{topic}}, one question at a time.\nBe {{tone}}.", type = "text", tags = new[] { "interview", "coaching" }, description = "Practises with you until it feels easy." });
        await grid.PublishAsync(token, new { title = "Fog over a harbour, long exposure", content = "A harbour in fog", type = "image", parameters = new { width = 1024, guidanceScale = 7 } });
        await grid.PublishAsync(token, new { title = "Private notes to self", content = "x", visibility = "private" });
        var fan = await grid.Api.SignUpAsync(grid.NewName("fan"), "Grace Hopper");
        await grid.LikeAsync(fan, id);
        await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/comments", fan, new { body = "This helped me a lot. Could it ask about **system design**, too?" });
        await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/forks", fan, new { title = "Interview coach, in Spanish" });
        await grid.Api.SendAsync(HttpMethod.Put, $"/v1/users/{handle}/follow", fan);
        await grid.Api.SendAsync(HttpMethod.Put, "/v1/users/promptgrid/follow", token);
        await grid.Api.SendAsync(HttpMethod.Put, "/v1/tags/writing/follow", token);
        var shelf = (await grid.Api.SendAsync(HttpMethod.Post, "/v1/collections", token, new { name = "For Monday mornings", description = "What gets a week going.", visibility = "public" })).GetProperty("id").GetString();
        await grid.Api.SendAsync(HttpMethod.Put, $"/v1/collections/{shelf}/prompts/{id}", token, new { });
        await grid.LikeAsync(token, id);
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/me/notifications", token)).GetProperty("items").GetArrayLength() >= 4, "The news did not arrive.");
        return
        [
            ("new", "/new"), ("new-text", "/new?type=text"), ("new-chat", "/new?type=chat"), ("new-image", "/new?type=image"), ("edit", url + "/edit"), ("prompt-own", url), ("prompt-other", "/@promptgrid/rubber-duck-that-asks-back"),
            ("dashboard", "/dashboard"), ("dashboard-forks", "/dashboard/forks"), ("dashboard-saved", "/dashboard/saved"), ("following", "/following"), ("home-signed-in", "/"), ("notifications", "/notifications"), ("settings", "/settings"), ("tag-follow", "/tags/writing"), ("collections", $"/@{handle}/collections"), ("collection", "/collections/" + shelf),
        ];
    }
}
