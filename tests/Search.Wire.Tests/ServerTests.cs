using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using PromptGrid.Api.Hosting;
using PromptGrid.Search.Wire.Tests.Description;
using PromptGrid.Search.Wire.Tests.StandIn;
using PromptGrid.Search.Wire.Tests.Support;

namespace PromptGrid.Search.Wire.Tests;

/// <summary>The whole server with its search in Elasticsearch's stand-in.</summary>
public sealed class ServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [WireFact]
    public async Task What_is_published_is_found_and_an_outage_stops_nothing_but_search()
    {
        await using var elasticsearch = await StandInServer.StartAsync();
        await using var grid = await GridOnStandIn.StartAsync(
            elasticsearch,
            ("StarterPrompts:Enabled", "false"),
            ("RateLimits:AnonymousPerMinute", "100000000"),
            ("RateLimits:UserPerMinute", "100000000"),
            ("Search:Elasticsearch:BackOff", "00:00:00.010"));
        using var http = new HttpClient { BaseAddress = new Uri(grid.App.Urls.Single()) };
        await SignUpAsync(http);

        var before = await PublishAsync(http, "Lighthouse keeper before");
        await FindsAsync(http, "lighthous", [before]);
        var page = await http.GetFromJsonAsync<JsonElement>("/v1/search?q=lighthouse&type=chat");
        Assert.Equal("«Lighthouse» keeper before", page.GetProperty("items")[0].GetProperty("highlights").GetProperty("title")[0].GetString());
        Assert.Equal(1, page.GetProperty("facets").GetProperty("tag")[0].GetProperty("count").GetInt64());
        Assert.Contains(elasticsearch.Requests, r => r.Path.EndsWith("/_bulk", StringComparison.Ordinal) && r.Lines.Any(l => l.TryGetProperty("script", out _)));

        await elasticsearch.GoAwayAsync();
        using (var answer = await http.GetAsync("/v1/search?q=lighthouse"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        var during = await PublishAsync(http, "Lighthouse keeper during");
        (await http.PutAsync($"/v1/prompts/{during}/like", null)).EnsureSuccessStatusCode();
        (await http.GetAsync("/v1/trending")).EnsureSuccessStatusCode();

        await elasticsearch.ComeBackAsync();
        await FindsAsync(http, "lighthouse", [before, during]);
        Assert.False(File.Exists(Path.Combine(grid.Folder, "search.db")), "An SQLite index was made.");
        elasticsearch.AssertNoViolations();
    }

    [WireFact]
    public void An_unknown_provider_is_refused_by_name()
    {
        var failure = Assert.ThrowsAny<Exception>(() => ApiApplication.Build([], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["PROMPTGRID_DATA"] = Path.GetTempPath(),
            ["Search:Provider"] = "Solr",
        })));
        Assert.Contains("Search:Provider", failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task SignUpAsync(HttpClient http)
    {
        using var answer = await http.PostAsJsonAsync("/v1/auth/register", new { handle = "ada-wire", email = "ada@example.com", password = "correct horse battery" });
        var session = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("accessToken").GetString());
    }

    private static async Task<string> PublishAsync(HttpClient http, string title)
    {
        using var answer = await http.PostAsJsonAsync("/v1/prompts", new { title, content = "Keep the light.", type = "chat", tags = new[] { "maritime" }, visibility = "public" });
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    private static async Task FindsAsync(HttpClient http, string text, string[] expected)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            using var answer = await http.GetAsync("/v1/search?q=" + text);
            var body = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray().Select(i => Id(i)).Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
                return;
            Assert.True(watch.Elapsed < Patience, $"Waited in vain; the last answer was {(int)answer.StatusCode} {body}");
            await Task.Delay(20);
        }

        static string Id(JsonElement item) => item.GetProperty("prompt").GetProperty("id").GetString()!;
    }
}
