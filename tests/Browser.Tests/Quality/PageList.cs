using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Quality;

/// <summary>One address of each kind of page.</summary>
internal static class PageList
{
    /// <summary>Names and addresses of pages that anybody can read.</summary>
    public static async Task<IReadOnlyList<(string Name, string Path)>> OfGuestsAsync(Grid grid)
    {
        async Task<string> PromptAsync(string type)
        {
            var prompt = (await grid.Api.SendAsync(HttpMethod.Get, $"/v1/prompts?sort=liked&limit=1&type={type}")).GetProperty("items")[0];
            return $"/@{prompt.GetProperty("owner").GetProperty("handle").GetString()}/{prompt.GetProperty("slug").GetString()}";
        }

        var tag = (await grid.Api.SendAsync(HttpMethod.Get, "/v1/tags?limit=1")).GetProperty("items")[0].GetProperty("value").GetString()!;
        return
        [
            ("home", "/"), ("explore", "/explore"), ("search", "/search?q=write"), ("nothing-found", "/explore?tag=a-tag-that-nobody-uses"), ("tag", "/tags/" + Uri.EscapeDataString(tag)), ("type", "/types/code"),
            ("prompt-text", await PromptAsync("text")), ("prompt-chat", "/@promptgrid/rubber-duck-that-asks-back"), ("prompt-code", "/@promptgrid/function-with-its-own-proof-of-work"), ("prompt-image", await PromptAsync("image")),
            ("versions", "/@promptgrid/rubber-duck-that-asks-back/versions"), ("profile", "/@promptgrid"), ("sign-in", "/login"), ("sign-up", "/signup"), ("sign-out", "/logout"), ("docs", "/docs"), ("not-found", "/nowhere"),
        ];
    }

    /// <summary>Names and addresses of pages of somebody who is signed in now, with prompts, drafts, reactions and news.</summary>
    public static async Task<IReadOnlyList<(string Name, string Path)>> OfSignedInAsync(Grid grid, Window window)
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
