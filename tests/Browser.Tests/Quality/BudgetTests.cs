using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Quality;

/// <summary>What a page may cost somebody who comes for the first time.</summary>
[Collection(GridCollection.Name)]
public sealed class BudgetTests(Grid grid)
{
    private const int BytesMax = 60_000;
    private const int RequestsMax = 9;
    private const double ShiftMax = 0.02;

    [BrowserFact]
    public async Task A_first_visit_stays_within_its_bytes_requests_and_shifts()
    {
        var report = new List<string>();
        var broken = new List<string>();
        foreach (var (name, path) in await PageList.OfGuestsAsync(grid))
        {
            await using var window = await grid.OpenAsync();
            var session = await window.Context.NewCDPSessionAsync(window.Page);
            await session.SendAsync("Network.enable");
            long bytes = 0;
            var requests = 0;
            session.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += (long)e!.Value.GetProperty("encodedDataLength").GetDouble();
            // A live stream is open as long as the page: what it says is no part of the first visit.
            session.Event("Network.requestWillBeSent").OnEvent += (_, e) => requests += e!.Value.GetProperty("type").GetString() == "EventSource" ? 0 : 1;
            await window.Page.AddInitScriptAsync("new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift = (window.shift ?? 0) + e.value; }).observe({ type: 'layout-shift', buffered: true });");
            await window.GoAsync(path);
            await window.Page.WaitForLoadStateAsync(LoadState.Load);
            await window.Page.WaitForSelectorAsync("#q[role=combobox]");
            // Fonts, icons and the first words of the live stream have settled two frames after the load.
            await window.Page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 250))))");
            var shift = await window.Page.EvaluateAsync<double>("window.shift ?? 0");
            var line = FormattableString.Invariant($"{name}: {bytes} bytes, {requests} requests, shift {shift:0.000}");
            report.Add(line);
            if (bytes > BytesMax || requests > RequestsMax || shift > ShiftMax) broken.Add(line);
        }

        await File.WriteAllLinesAsync(Path.Combine(Grid.Artifacts, "budgets.txt"), report);
        Assert.Empty(broken);
    }
}
