using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Operations;

public sealed class OperationsTests
{
    [Fact]
    public async Task A_new_grid_is_live_and_ready_and_shows_its_starter_prompts()
    {
        await using var server = await ApiServer.StartAsync(("StarterPrompts:Enabled", "true"));
        Assert.Equal("ok", (await server.Nobody.GetAsync("/healthz/live")).Expect(200)["status"].GetString());
        await Eventually.HoldsAsync(async () =>
        {
            var stats = (await server.Nobody.GetAsync("/v1/stats")).Expect(200);
            Assert.Equal(8, stats["prompts"].GetInt64());
            Assert.Equal(["audio", "chat", "code", "image", "skill", "structured", "text", "video"], stats["types"].EnumerateArray().Select(t => t.Text("value")).Order());
        });
        var ready = (await server.Nobody.GetAsync("/healthz/ready")).Expect(200);
        Assert.Equal("ok", ready["status"].GetString());
        Assert.Contains(ready["checks"].EnumerateArray(), c => c.Text("name") == "ledger" && c.At("ok").GetBoolean());
        Assert.Contains(ready["checks"].EnumerateArray(), c => c.Text("name") == "projection search");
        Assert.Equal("no-store", ready.Header("Cache-Control"));

        await server.RestartAsync();
        await server.SignUpAsync();
        Assert.Equal(8, (await server.Nobody.GetAsync("/v1/stats")).Expect(200)["prompts"].GetInt64());
        Assert.Equal(8, (await server.Nobody.GetAsync("/v1/users/promptgrid")).Expect(200)["counts.prompts"].GetInt64());
    }

    [Theory]
    [InlineData("RateLimits:AnonymousPerMinute", "0")]
    [InlineData("RateLimits:UserPerMinute", "-1")]
    [InlineData("RateLimits:SignInPerMinute", "many")]
    public async Task A_setting_outside_its_range_stops_the_start_with_its_name(string name, string value)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ApiServer.StartAsync((name, value)));
        Assert.Contains(name.Split(':')[1], error.ToString(), StringComparison.Ordinal);
    }
}
