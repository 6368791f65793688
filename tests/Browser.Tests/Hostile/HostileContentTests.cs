using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Hostile;

/// <summary>What people publish is text. Nothing of it runs, on any page that shows it.</summary>
[Collection(GridCollection.Name)]
public sealed class HostileContentTests(Grid grid)
{
    private const string Attack = """"><script>window.ran=1</script><img src=x onerror="window.ran=1"><svg/onload=window.ran=1></script><script>window.ran=1//'";window.ran=1;{{constructor}}"""";

    private const string Markdown = """
        [click](javascript:window.ran=1) [data](data:text/html,<script>window.ran=1</script>) <javascript:window.ran=1>
        [ok](https://example.org "t\" onmouseover=window.ran=1") ![image](x" onerror="window.ran=1)
        <img src=x onerror=window.ran=1> <iframe srcdoc="<script>parent.ran=1</script>"></iframe> <style>body{display:none}</style>
        [ref]: javascript:window.ran=1
        [ref] <https://example.org/"onmouseover="window.ran=1>
        """;

    [BrowserFact]
    public async Task Nothing_that_was_published_runs()
    {
        var handle = grid.NewName("mallory");
        var token = await grid.Api.SignUpAsync(handle, Attack[..80]);
        await grid.Api.SendAsync(HttpMethod.Patch, "/v1/me", token, new { bio = Markdown[..400], links = new[] { "https://example.org/?\"><script>window.ran=1</script>" } });
        var tag = "\"><script>window.ran=1</script>";
        var (id, url) = await grid.PublishAsync(token, new
        {
            title = Attack,
            description = Markdown,
            content = Attack + Markdown + "{{x}}",
            type = "image",
            tags = new[] { tag },
            models = new[] { Attack[..90] },
            category = tag[..30],
            license = "CC0-1.0",
            parameters = new { negativePrompt = Attack },
            variables = new[] { new { name = "x", description = Attack, @default = Attack } },
            example = new { text = Attack, url = "https://example.org/x.png?\"onload=window.ran=1" },
        });
        await grid.LikeAsync(token, id);
        await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/comments", token, new { body = Attack + "\n\n" + Markdown });
        var fork = await grid.Api.SendAsync(HttpMethod.Post, $"/v1/prompts/{id}/forks", token, new { title = Attack });
        await Grid.UntilAsync(async () => (await grid.Api.SendAsync(HttpMethod.Get, "/v1/search?q=constructor")).GetProperty("total").GetInt64() > 0, "The prompt is not found.");

        await using var window = await grid.OpenAsync();
        var dialogs = 0;
        var violations = new List<string>();
        window.Page.Dialog += (_, dialog) => { dialogs++; _ = dialog.DismissAsync(); };
        window.Page.Console += (_, message) => { if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) violations.Add(message.Text); };
        await window.Page.RouteAsync("https://example.org/**", route => route.AbortAsync());
        string[] pages =
        [
            url, $"/@{handle}", $"/@{handle}/{fork.GetProperty("slug").GetString()}", "/?scope=type:image", "/explore?sort=recent", "/search?q=constructor", "/search?q=" + Uri.EscapeDataString(Attack),
            "/tags/" + Uri.EscapeDataString(tag), "/categories/" + Uri.EscapeDataString(tag[..30]), "/models/" + Uri.EscapeDataString(Attack[..90]), "/login?return=" + Uri.EscapeDataString("/\"><script>window.ran=1</script>"), "/nothing\"><script>window.ran=1</script>",
        ];
        foreach (var page in pages)
        {
            await window.GoAsync(page);
            await window.Page.WaitForSelectorAsync("main");
            Assert.True(await window.Page.EvaluateAsync<bool>("window.ran === undefined"), page);
            Assert.Equal(0, await window.Page.EvaluateAsync<int>("document.querySelectorAll('main script:not([type=\"application/ld+json\"]), iframe, [onerror], [onload], [onmouseover], a[href^=\"javascript:\" i], a[href^=\"data:\" i]').length"));
        }

        // A board that moves inserts cards by script: they, too, are the server's.
        await window.GoAsync("/?scope=type:image&window=hour");
        await Assertions.Expect(window.Find($"[data-board] [data-id={id}] h3")).ToHaveTextAsync(Attack);
        await window.Page.WaitForSelectorAsync(".live:not(:empty)");
        Assert.True(await window.Page.EvaluateAsync<bool>("window.ran === undefined"));
        Assert.Equal(0, dialogs);
        // Nothing even tried: what is escaped never reaches the policy.
        Assert.Empty(violations);
    }
}
