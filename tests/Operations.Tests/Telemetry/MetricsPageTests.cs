namespace PromptGrid.Operations.Tests.Telemetry;

public sealed class MetricsPageTests
{
    [Fact]
    public async Task The_page_lists_exactly_the_instruments_that_exist()
    {
        var real = await Instruments.ReadAsync();
        var meters = real.Select(r => r.Meter).ToHashSet();
        // A part of the product that is not in this build measures nothing.
        var listed = MetricsPage.Read().Where(r => meters.Contains(r.Meter)).ToList();
        Assert.True(listed.Count > 20);
        Assert.Empty(listed.Except(real));
        Assert.Empty(real.Where(r => r.Meter.StartsWith("PromptGrid.", StringComparison.Ordinal)).Except(listed));
    }

    [Fact]
    public void The_dashboard_reads_only_metrics_that_are_listed()
    {
        var listed = MetricsPage.Read().SelectMany(MetricsPage.PrometheusNames).ToHashSet();
        var read = MetricsPage.DashboardMetrics();
        Assert.True(read.Count > 15);
        Assert.Empty(read.Except(listed));
        foreach (var must in (string[])["promptgrid_ledger_queue_length", "promptgrid_boards_staleness_seconds_bucket", "promptgrid_api_streams_dropped_total", "promptgrid_audit_drift"]) Assert.Contains(must, read);
    }
}
