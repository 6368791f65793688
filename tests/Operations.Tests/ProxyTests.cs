using System.Net;
using PromptGrid.Operations.Tests.Support;

namespace PromptGrid.Operations.Tests;

/// <summary>Whose rate limit a request behind proxies falls under. The test's own connection is a proxy on this machine,
/// which is believed; the balancer in front of it is believed where its network is named.</summary>
public sealed class ProxyTests
{
    private const string Balancer = "10.1.2.3";

    [Fact]
    public async Task Callers_behind_named_proxies_have_limits_of_their_own_and_cannot_invent_addresses()
    {
        using var folder = new TemporaryFolder();
        await using var grid = await StartAsync(folder, ("Proxies__Networks__0", "10.0.0.0/8"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(grid, $"203.0.113.7, {Balancer}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(grid, $"203.0.113.8, {Balancer}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(grid, $"203.0.113.7, {Balancer}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(grid, $"198.51.100.1, 203.0.113.7, {Balancer}"));
    }

    [Fact]
    public async Task A_proxy_that_nobody_named_is_the_caller_itself()
    {
        using var folder = new TemporaryFolder();
        await using var grid = await StartAsync(folder);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(grid, $"203.0.113.7, {Balancer}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(grid, $"203.0.113.8, {Balancer}"));
    }

    private static Task<GridProcess> StartAsync(TemporaryFolder folder, params (string Name, string Value)[] settings) =>
        GridProcess.StartAsync(folder.Path("grid"), [("RateLimits__Enabled", "true"), ("RateLimits__AnonymousPerMinute", "1"), .. settings]);

    private static async Task<HttpStatusCode> AskAsync(GridProcess grid, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/prompts");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await grid.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
