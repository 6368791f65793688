using System.Globalization;
using System.Net;
using PromptGrid.Cluster.Tests.Processes;
using PromptGrid.Silo.Cluster;
using PromptGrid.Testing;

namespace PromptGrid.Cluster.Tests;

/// <summary>Orleans' dashboard at a silo's health address.</summary>
public sealed class DashboardTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_is_there_only_where_the_setting_says_so(bool wanted)
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var silo = SiloApplication.Build(
        [
            "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Ledger", database, "--Search:Provider", "None", "--Logging:LogLevel:Default", "Error",
            "--Cluster:Address", "127.0.0.1", "--Cluster:SiloPort", Port(), "--Cluster:GatewayPort", Port(), "--Cluster:Dashboard", wanted ? "true" : "false",
        ]);
        await silo.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(silo.Urls.Single()), Timeout = TimeSpan.FromSeconds(20) };

        // What the page asks for; the page itself is a file of the package.
        using var version = await client.GetAsync("/dashboard/version");
        using var counters = await client.GetAsync("/dashboard/DashboardCounters");
        using var health = await client.GetAsync("/healthz/live");

        Assert.Equal(wanted ? HttpStatusCode.OK : HttpStatusCode.NotFound, version.StatusCode);
        Assert.Equal(wanted ? HttpStatusCode.OK : HttpStatusCode.NotFound, counters.StatusCode);
        // The first figures come after a moment.
        if (wanted) await Eventually.HoldsAsync("the silo is listed", async () => (await client.GetStringAsync("/dashboard/DashboardCounters")).Contains("127.0.0.1", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await silo.StopAsync();
    }

    private static string Port() => GridProcess.FreePort().ToString(CultureInfo.InvariantCulture);
}
