using PromptGrid.Testing;

namespace PromptGrid.Browser.Tests.Support;

/// <summary>One server with prompts and one browser, for all tests: each test has contexts, users and prompts of its own.</summary>
public sealed class Grid : IAsyncLifetime
{
    public const string Password = "correct horse battery";

    /// <summary>The handle of whoever moderates; a test that needs them signs them in.</summary>
    public const string Moderator = "warden";

    private const int CorpusLines = 2_000;

    private GridProcess? _process;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _names;

    public GridProcess Api => _process!;

    /// <summary>Where pictures of pages go.</summary>
    public static string Artifacts { get; } = Directory.CreateDirectory(Environment.GetEnvironmentVariable("PROMPTGRID_SCREENSHOTS") ?? Path.Combine(AppContext.BaseDirectory, "TestResults", "screenshots")).FullName;

    public async Task InitializeAsync()
    {
        if (Chromium.Obstacle is not null) return;
        _process = await GridProcess.StartAsync();
        await FillAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Path, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_process is not null) await _process.DisposeAsync();
    }

    /// <summary>A name nobody has yet.</summary>
    public string NewName(string prefix) => $"{prefix}-{Interlocked.Increment(ref _names)}";

    /// <summary>A fresh window, as another person would open it.</summary>
    public async Task<Window> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL ??= Api.Address;
        options.Locale ??= "en-GB";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 860 };
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(10_000);
        return new Window(context, await context.NewPageAsync());
    }

    /// <summary>Publishes a prompt as a user and waits until pages show it.</summary>
    public async Task<(string Id, string Url)> PublishAsync(string token, object draft)
    {
        var prompt = await Api.SendAsync(HttpMethod.Post, "/v1/prompts", token, draft);
        return (prompt.GetProperty("id").GetString()!, $"/@{prompt.GetProperty("owner").GetProperty("handle").GetString()}/{prompt.GetProperty("slug").GetString()}");
    }

    public Task LikeAsync(string token, string id) => Api.SendAsync(HttpMethod.Put, $"/v1/prompts/{id}/like", token);

    /// <summary>Asks until it holds, for at most ten seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, what);
            await Task.Delay(50);
        }
    }

    private async Task FillAsync()
    {
        await Api.SignUpAsync(Moderator, "The Warden");
        var librarian = await Api.SignUpAsync("librarian", "The Librarian");
        if (DataFiles.Folder is { } folder)
        {
            await ImportAsync(librarian, "csv", await File.ReadAllTextAsync(Path.Combine(folder, "prompts-chat.csv")));
            await ImportAsync(librarian, "ndjson", string.Join('\n', File.ReadLines(Path.Combine(folder, "corpus.jsonl")).Where((_, i) => i % 9 == 0).Take(CorpusLines)));
        }
        else
        {
            await ImportAsync(librarian, "ndjson", Seeds.Ndjson());
        }

        var readers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Api.SignUpAsync($"reader-{i}")));
        var items = new List<string>();
        foreach (var type in (string[])["text", "chat", "code", "image", "skill", "structured"])
        {
            var list = await Api.SendAsync(HttpMethod.Get, $"/v1/prompts?limit=6&type={type}");
            items.AddRange(list.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()!));
        }

        for (var i = 0; i < items.Count; i++) await Task.WhenAll(readers.Take(1 + (items.Count - i) * 6 / items.Count).Select(r => LikeAsync(r, items[i])));
    }

    private async Task ImportAsync(string token, string format, string text)
    {
        var type = format == "csv" ? "text/csv" : "application/x-ndjson";
        var job = (await Api.SendAsync(HttpMethod.Post, "/v1/import?format=" + format, token, new StringContent(text, System.Text.Encoding.UTF8, type))).GetProperty("job").GetProperty("id").GetString();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await Api.SendAsync(HttpMethod.Get, "/v1/jobs/" + job, token)).GetProperty("state").GetString() == "running") await Task.Delay(100, patience.Token);
    }
}

/// <summary>A person's browser.</summary>
public sealed class Window(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IBrowserContext Context => context;

    public IPage Page => page;

    /// <summary>Opens an address. Pages with live streams never fall silent: what a test needs, it waits for by name.</summary>
    public async Task<IResponse> GoAsync(string path) => (await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded }))!;

    public ILocator Find(string selector) => page.Locator(selector);

    /// <summary>Signs a new user up by the form.</summary>
    public async Task SignUpAsync(string handle)
    {
        await GoAsync("/signup");
        await page.FillAsync("[name=handle]", handle);
        await page.FillAsync("[name=email]", handle + "@example.org");
        await page.FillAsync("[name=password]", Grid.Password);
        await page.ClickAsync("main form button");
        await page.WaitForSelectorAsync(".menu summary");
    }

    /// <summary>Signs somebody in by the form.</summary>
    public async Task SignInAsync(string handle)
    {
        await GoAsync("/login");
        await page.FillAsync("[name=login]", handle);
        await page.FillAsync("[name=password]", Grid.Password);
        await page.ClickAsync("main form button");
        await page.WaitForSelectorAsync(".menu summary");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class GridCollection : ICollectionFixture<Grid>
{
    public const string Name = "Grid";
}
