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
}
