using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Http;

[Collection(Collections.Accounts)]
public sealed class HeadTests(ApiServer server)
{
    private static readonly string[] OfOneAnswer = ["X-Request-Id", "RateLimit-Remaining", "RateLimit-Reset", "Date", "Transfer-Encoding", "Content-Length"];

    [Fact]
    public async Task Every_GET_is_answered_to_HEAD_with_the_same_status_and_headers_and_no_body()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync(tags: ["head-tests"]);
        var collection = (await user.PostAsync("/v1/collections", new { name = "For HEAD" })).Expect(201).Json;
        var values = new Dictionary<string, string>
        {
            ["id"] = prompt.Id(),
            ["handle"] = user.Handle,
            ["slug"] = prompt.Text("slug"),
            ["number"] = "1",
            ["type"] = "text",
            ["tag"] = "head-tests",
            ["name"] = "site.css",
        };
        var paths = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.TrimStart('/')).Distinct()
            .Where(p => p != "/login/external" && !p.EndsWith("/stream", StringComparison.Ordinal) && !p.EndsWith("/export", StringComparison.Ordinal) && !p.StartsWith("/v1/auth/", StringComparison.Ordinal))
            .Select(p => System.Text.RegularExpressions.Regex.Replace(p.Replace("/v1/collections/{id}", "/v1/collections/" + collection.Id(), StringComparison.Ordinal), @"\{\**(\w+)(:[^}]*)?\}", m => values.GetValueOrDefault(m.Groups[1].Value, "x")))
            .ToList();
        Assert.True(paths.Count > 60, $"Only {paths.Count} addresses are mapped.");
        foreach (var path in paths)
        {
            var get = await user.GetAsync(path);
            var head = await user.SendAsync("HEAD", path, null);
            Assert.True(get.Status == head.Status, $"{head} but {get}");
            Assert.Empty(head.Body);
            Assert.Equal(HeadersOf(get), HeadersOf(head));
            if (head.Header("Content-Length") is { } length) Assert.True(length == get.Header("Content-Length"), $"{path} has {get.Header("Content-Length")} bytes, HEAD says {length}");
        }

        server.ExpectNoBugs();
    }

    [Fact]
    public async Task HEAD_of_a_prompt_tells_its_size_and_tag_takes_If_None_Match_and_is_no_view()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var get = (await server.Nobody.GetAsync($"/v1/prompts/{id}")).Expect(200);
        var head = (await server.Nobody.SendAsync("HEAD", $"/v1/prompts/{id}", null)).Expect(200);
        Assert.Equal((get.Body.Length, get.Header("ETag")), ((int)head.ContentHeaders.ContentLength!, head.Header("ETag")));
        for (var i = 0; i < 5; i++) (await server.Nobody.SendAsync("HEAD", $"/v1/prompts/{id}", null, ("If-None-Match", get.Header("ETag")!))).Expect(304);
        (await server.Nobody.GetAsync($"/v1/prompts/{id}/raw")).Expect(200);
        (await server.Nobody.SendAsync("HEAD", $"/@{user.Handle}", null)).Expect(200);
        await Eventually.HoldsAsync(async () => Assert.Equal(2, Assert.Single(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 10)).Number("counts.views")));
    }

    [Fact]
    public async Task Of_the_sites_addresses_only_a_prompts_page_that_was_sent_is_a_view()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync();
        var page = $"/@{user.Handle}/{prompt.Text("slug")}";
        foreach (var path in (string[])[page, page + "/", $"/p/{prompt.Id()}"]) await server.Nobody.SendAsync("HEAD", path, null);
        (await server.Nobody.GetAsync($"/p/{prompt.Id()}")).Expect(303);
        (await server.Nobody.GetAsync(page + "/versions")).Expect(200);
        (await server.Nobody.GetAsync("/oembed?url=" + Uri.EscapeDataString(server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + page))).Expect(200);
        for (var i = 0; i < 2; i++) (await server.Nobody.GetAsync(page)).Expect(200);
        // Nothing that came before them is counted later than these.
        await Eventually.HoldsAsync(async () => Assert.Equal(2, Assert.Single(await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 10)).Number("counts.views")));
    }

    [Fact]
    public async Task Streams_exports_and_what_takes_no_GET_refuse_HEAD_and_say_what_they_take()
    {
        var user = await server.SignUpAsync();
        foreach (var (path, allowed) in ((string, string)[])
                 [("/v1/trending/stream", "GET"), ("/v1/me/stream", "GET"), ("/v1/export", "GET"), ("/v1/me/export", "GET"), ("/v1/auth/login", "POST"), ("/v1/import", "POST"), ("/v1/auth/external/github/callback", "GET"),
                  ("/v1/trending/stream/", "GET"), ("/v1/Trending/STREAM", "GET"), ("/V1/EXPORT/", "GET"), ("/v1/me/Export", "GET"), ("/v1/AUTH/external/github/callback/", "GET"),
                  ("/login/external?code=x", "GET, POST"), ("/Login/EXTERNAL/", "GET, POST")])
        {
            var answer = await user.SendAsync("HEAD", path, null);
            Assert.True(answer.Status == 405, answer.ToString());
            Assert.Equal((allowed, ""), (answer.Header("Allow"), answer.Text));
        }

        Assert.Equal("GET, HEAD", (await user.DeleteAsync("/v1/stats")).ExpectProblem(405, "method-not-allowed").Header("Allow"));
        Assert.Equal(404, (await user.SendAsync("HEAD", "/v1/nothing", null)).Status);
    }

    private static string HeadersOf(Answer answer) => string.Join('\n', answer.Headers.Where(h => !OfOneAnswer.Contains(h.Name, StringComparer.OrdinalIgnoreCase)).Select(h => $"{h.Name}: {h.Value}").Order(StringComparer.OrdinalIgnoreCase));
}
