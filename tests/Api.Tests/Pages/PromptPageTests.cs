using System.Net;
using System.Text.RegularExpressions;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

[Collection(Collections.Prompts)]
public sealed partial class PromptPageTests(ApiServer server)
{
    private const string Attack = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    private static readonly (string, string) Browser = ("Accept", "text/html");

    private static string UrlOf(JsonElement prompt) => $"/@{prompt.Text("owner.handle")}/{prompt.Text("slug")}";

    private async Task<(ApiCaller User, (string, string) Cookie)> SignUpAsync()
    {
        var handle = Names.Next("page-");
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["handle"] = handle, ["email"] = handle + "@example.com", ["password"] = ApiCaller.Password });
        var answer = (await server.Nobody.SendAsync("POST", "/signup", form)).Expect(303);
        var session = (await server.Nobody.PostAsync("/v1/auth/login", new { login = handle, password = ApiCaller.Password })).Expect(200).Json;
        return (new ApiCaller(server, session), ("Cookie", answer.Header("Set-Cookie")!.Split(';')[0]));
    }

    [Fact]
    public async Task Text_that_nests_without_end_is_shown_as_it_is()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync("Nested");
        (await user.PostAsync($"/v1/prompts/{prompt.Id()}/comments", new { body = new string('>', 300) + " deep" })).Expect(201);
        var page = (await server.Nobody.GetAsync(UrlOf(prompt), Browser)).Expect(200);
        Assert.Contains(string.Concat(Enumerable.Repeat("&gt;", 300)) + " deep", page.Text, StringComparison.Ordinal);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task A_prompt_has_a_page_with_what_search_engines_and_previews_need()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync("Page of a prompt", "Say {{word}}.", tags: ["paging"]);
        var page = (await server.Nobody.GetAsync(UrlOf(prompt), Browser)).Expect(200);
        Assert.Contains($"rel=\"canonical\" href=\"{server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)}{UrlOf(prompt)}\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("property=\"og:title\" content=\"Page of a prompt", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-var=\"word\"", page.Text, StringComparison.Ordinal);
        var data = JsonDocument.Parse(Data().Match(page.Text).Groups[1].Value).RootElement;
        Assert.Equal("Page of a prompt", data.Text("name"));
        Assert.DoesNotContain("noindex", page.Text, StringComparison.Ordinal);

        var moved = (await server.Nobody.GetAsync("/p/" + prompt.Id(), Browser)).Expect(303);
        Assert.Equal(UrlOf(prompt), moved.Header("Location"));
        var embed = (await server.Nobody.GetAsync("/oembed?url=" + Uri.EscapeDataString(server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + UrlOf(prompt)))).Expect(200);
        Assert.Equal("Page of a prompt", embed["title"].GetString());
        (await server.Nobody.GetAsync("/oembed?url=" + Uri.EscapeDataString("https://elsewhere.example" + UrlOf(prompt)))).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task What_people_write_is_text_in_the_page()
    {
        var user = await server.SignUpAsync();
        var prompt = (await user.PostAsync("/v1/prompts", new
        {
            title = Attack,
            content = Attack,
            description = "[a](javascript:alert(1)) [b](  JaVaScRiPt:alert(1)) <img src=x onerror=alert(1)> [c](data:text/html,x) <https://example.org/>",
            tags = new[] { "a\"><script>" },
            models = new[] { Attack },
            parameters = new { note = Attack },
            example = new { text = Attack },
        })).Expect(201).Json;
        (await user.PostAsync($"/v1/prompts/{prompt.Id()}/comments", new { body = Attack + " [x](javascript:alert(1))" })).Expect(201);
        foreach (var path in (string[])[UrlOf(prompt), "/@" + user.Handle, UrlOf(prompt) + "/versions", "/feeds/users/" + user.Handle + ".atom"])
        {
            var page = (await server.Nobody.GetAsync(path, Browser)).Expect(200);
            Assert.DoesNotContain("<script>", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("<img src=x", page.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch("href=\"\\s*(javascript|data):", page.Text.ToLowerInvariant());
        }

        Assert.Contains("rel=\"nofollow ugc noopener\"", (await server.Nobody.GetAsync(UrlOf(prompt))).Text, StringComparison.Ordinal);
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Who_may_not_see_a_prompt_gets_the_page_of_nothing()
    {
        var (user, cookie) = await SignUpAsync();
        var hidden = await user.PublishAsync("Mine alone", visibility: "private");
        var linked = await user.PublishAsync("By link", visibility: "unlisted");
        var (_, stranger) = await SignUpAsync();
        (await server.Nobody.GetAsync(UrlOf(hidden), Browser)).Expect(404);
        (await server.Nobody.GetAsync(UrlOf(hidden), Browser, stranger)).Expect(404);
        (await server.Nobody.GetAsync(UrlOf(hidden) + "/versions", Browser, stranger)).Expect(404);
        (await server.Nobody.GetAsync("/p/" + hidden.Id(), Browser, stranger)).Expect(404);
        Assert.Contains("Mine alone", (await server.Nobody.GetAsync(UrlOf(hidden), Browser, cookie)).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains("noindex", (await server.Nobody.GetAsync(UrlOf(linked), Browser)).Expect(200).Text, StringComparison.Ordinal);
        var wall = (await server.Nobody.GetAsync("/@" + user.Handle, Browser, stranger)).Expect(200);
        Assert.DoesNotContain("Mine alone", wall.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("By link", wall.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mine alone", (await server.Nobody.GetAsync($"/cards?id={hidden.Id()}&id={linked.Id()}", stranger)).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_compared_line_by_line()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync("Changing", "first line\nsecond line\nthird");
        await user.EditAsync(prompt.Id(), new { content = "first line\nsecond word\nthird" });
        var page = (await server.Nobody.GetAsync(UrlOf(prompt) + "/versions", Browser)).Expect(200);
        Assert.Contains("data-kind=\"delete\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-kind=\"insert\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("<mark>word</mark>", page.Text, StringComparison.Ordinal);
        foreach (var query in (string[])["?from=0&to=9", "?from=x", "?to=99999999999", "?from=2&to=2"]) (await server.Nobody.GetAsync(UrlOf(prompt) + "/versions" + query, Browser)).Expect(200);
    }

    [Fact]
    public async Task Comments_are_written_answered_and_deleted_by_plain_forms()
    {
        var (_, cookie) = await SignUpAsync();
        var owner = await server.SignUpAsync();
        var prompt = await owner.PublishAsync("Talk about it");
        Task<Answer> SendAsync(string path, params (string Name, string Value)[] fields) => server.Nobody.SendAsync(
            "POST", path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), cookie, ("Sec-Fetch-Site", "same-origin"));
        var first = (await SendAsync($"/p/{prompt.Id()}/comments", ("body", "**Bold** words"))).Expect(303);
        var id = first.Header("Location")!.Split('#')[1];
        (await SendAsync($"/p/{prompt.Id()}/comments", ("body", "An answer"), ("parentId", id))).Expect(303);
        var page = (await server.Nobody.GetAsync(UrlOf(prompt), Browser, cookie)).Expect(200);
        Assert.Contains("<strong>Bold</strong>", page.Text, StringComparison.Ordinal);
        Assert.Contains("An answer", page.Text, StringComparison.Ordinal);
        (await SendAsync($"/p/{prompt.Id()}/comments", ("body", ""))).Expect(400);
        (await SendAsync($"/comments/{id}/delete")).Expect(303);
        Assert.DoesNotContain("<strong>Bold</strong>", (await server.Nobody.GetAsync(UrlOf(prompt), Browser)).Text, StringComparison.Ordinal);
        Assert.StartsWith("/login", (await server.Nobody.SendAsync("POST", $"/p/{prompt.Id()}/comments", new FormUrlEncodedContent([KeyValuePair.Create("body", "x")]))).Expect(303).Header("Location"));
    }

    [GeneratedRegex("<script type=\"application/ld(?:\\+|&#x2B;)json\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
