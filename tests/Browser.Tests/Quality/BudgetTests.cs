using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Quality;

/// <summary>What a page may cost somebody who comes for the first time.</summary>
[Collection(GridCollection.Name)]
public sealed class BudgetTests(Grid grid)
{
    private const int BytesMax = 60_000;
    private const int RequestsMax = 9;
    private const double ShiftMax = 0.02;

    // Whoever is signed in has the modules for writing, too.
    private const int SignedInBytesMax = 45_000;
    private const int SignedInRequestsMax = 11;

    [BrowserFact]
    public async Task A_first_visit_stays_within_its_bytes_requests_and_shifts() =>
        await HoldAsync("budgets.txt", await PageList.OfGuestsAsync(grid), BytesMax, RequestsMax, []);

    [BrowserFact]
    public async Task A_first_visit_of_the_signed_in_stays_within_its_bytes_requests_and_shifts()
    {
        await using var window = await grid.OpenAsync();
        var pages = await PageList.OfSignedInAsync(grid, window);
        await HoldAsync("budgets-signed-in.txt", pages, SignedInBytesMax, SignedInRequestsMax, [.. (await window.Context.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = grid.Api.Address })]);
    }

    /// <summary>Opens each page in a browser that has nothing yet but these cookies, and counts.</summary>
    private async Task HoldAsync(string file, IReadOnlyList<(string Name, string Path)> pages, int bytesMax, int requestsMax, Cookie[] cookies)
    {
        var report = new List<string>();
        var broken = new List<string>();
        foreach (var (name, path) in pages)
        {
            await using var window = await grid.OpenAsync();
            await window.Context.AddCookiesAsync(cookies);
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
            if (bytes > bytesMax || requests > requestsMax || shift > ShiftMax) broken.Add(line);
        }

        await File.WriteAllLinesAsync(Path.Combine(Grid.Artifacts, file), report);
        Assert.Empty(broken);
    }
}
