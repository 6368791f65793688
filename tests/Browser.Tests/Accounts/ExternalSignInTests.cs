using PromptGrid.Api.Tests.Accounts;
using PromptGrid.Browser.Tests.Quality;
using PromptGrid.Browser.Tests.Support;

namespace PromptGrid.Browser.Tests.Accounts;

/// <summary>Signing in by way of others, all the way there and back, on a server that knows two of them.</summary>
[Collection(GridCollection.Name)]
public sealed class ExternalSignInTests(Grid grid) : IAsyncLifetime
{
    private OAuthStandIn _provider = null!;
    private GridProcess? _server;

    public async Task InitializeAsync()
    {
        if (Chromium.Obstacle is not null) return;
        _provider = await OAuthStandIn.StartAsync();
        _server = await GridProcess.StartAsync(_provider.Settings);
    }

    public async Task DisposeAsync()
    {
        if (_server is null) return;
        await _server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private Task<Window> OpenAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = _server!.Address;
        return grid.OpenAsync(options);
    }

    private static Task ContinueAsync(Window window, string provider) => window.Find($".providers button[value={provider}]").ClickAsync();

    private static async Task SignOutAsync(Window window)
    {
        await window.GoAsync("/logout");
        await window.Find("main form button").ClickAsync();
        await Assertions.Expect(window.Find(".menu")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_newcomer_chooses_a_handle_once_and_is_signed_in_by_one_press_from_then_on()
    {
        await using var window = await OpenAsync();
        await window.GoAsync("/signup?return=%2Fexplore");
        await ContinueAsync(window, "github");
        await Assertions.Expect(window.Find("[name=handle]")).ToHaveValueAsync("octo-cat");
        await Assertions.Expect(window.Find("main")).ToContainTextAsync("octo@example.com");
        await window.Page.FillAsync("[name=handle]", "promptgrid");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find("#f-handle-error")).ToBeVisibleAsync();
        await window.Page.FillAsync("[name=handle]", "octo-own");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.WaitForURLAsync("**/explore");
        await Assertions.Expect(window.Find(".menu-list .quiet")).ToHaveTextAsync("@octo-own");

        await SignOutAsync(window);
        await window.GoAsync("/login?return=%2Fdocs");
        await ContinueAsync(window, "github");
        await window.Page.WaitForURLAsync("**/docs");
        await Assertions.Expect(window.Find(".menu-list .quiet")).ToHaveTextAsync("@octo-own");
        // The only way in cannot be cut off.
        await window.GoAsync("/settings#logins");
        await window.Find("#logins [name=unlink]").ClickAsync();
        await Assertions.Expect(window.Find("#logins [role=alert]")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_account_is_linked_in_the_settings_signs_in_that_way_and_is_unlinked_again()
    {
        await using var window = await OpenAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await window.SignUpAsync("linker");
        await window.GoAsync("/settings");
        await window.Page.FillAsync("[name=loginsPassword]", "not the right one");
        await window.Find("#logins [name=link][value=google]").ClickAsync();
        await Assertions.Expect(window.Find("#f-loginsPassword-error")).ToBeVisibleAsync();
        await window.Page.FillAsync("[name=loginsPassword]", Grid.Password);
        await window.Find("#logins [name=link][value=google]").ClickAsync();
        await Assertions.Expect(window.Find("#logins [name=unlink]")).ToHaveCountAsync(1);
        await Assertions.Expect(window.Find("[role=status].notice")).ToBeVisibleAsync();

        await SignOutAsync(window);
        await window.GoAsync("/login");
        await ContinueAsync(window, "google");
        await Assertions.Expect(window.Find(".menu-list .quiet")).ToHaveTextAsync("@linker");
        await window.GoAsync("/settings");
        await window.Page.FillAsync("[name=loginsPassword]", Grid.Password);
        await window.Find("#logins [name=unlink]").ClickAsync();
        await Assertions.Expect(window.Find("#logins [name=unlink]")).ToHaveCountAsync(0);
        await SignOutAsync(window);
        await window.GoAsync("/login");
        await ContinueAsync(window, "google");
        // Nobody's any more: it would make an account of its own.
        await Assertions.Expect(window.Find("[name=handle]")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task An_account_with_the_same_address_asks_for_its_password_once()
    {
        await _server!.SendAsync(HttpMethod.Post, "/v1/auth/register", null, new { handle = "here", email = "octo@example.com", password = Grid.Password });
        await using var window = await OpenAsync();
        await window.GoAsync("/login");
        await ContinueAsync(window, "github");
        await window.Page.FillAsync("[name=password]", "not the right one");
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find("#f-password-error")).ToBeVisibleAsync();
        await window.Page.FillAsync("[name=password]", Grid.Password);
        await window.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(window.Find(".menu-list .quiet")).ToHaveTextAsync("@here");
        await SignOutAsync(window);
        await window.GoAsync("/login");
        await ContinueAsync(window, "github");
        await Assertions.Expect(window.Find(".menu-list .quiet")).ToHaveTextAsync("@here");
    }

    [BrowserFact]
    public async Task Whatever_goes_wrong_there_is_told_in_words_here()
    {
        await using var window = await OpenAsync(new BrowserNewContextOptions { Locale = "de-DE" });
        _provider.IsDenied = true;
        await window.GoAsync("/login?return=%2Fexplore");
        await ContinueAsync(window, "github");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("Dort wurdest du nicht angemeldet");
        // Another attempt leads where the first was meant to lead.
        await Assertions.Expect(window.Find(".providers [name=return]")).ToHaveValueAsync("/explore");
        _provider.IsDenied = false;
        _provider.GitHubEmails = new[] { new { email = "x@example.com", primary = true, verified = false } };
        await ContinueAsync(window, "github");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("keine bestätigte E-Mail-Adresse");
        _provider.GitHubEmails = "nonsense";
        await ContinueAsync(window, "github");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("nicht richtig geantwortet");
        // An answer that this browser did not ask for, and one without its other half.
        await window.GoAsync("/v1/auth/external/github/callback?code=stolen&state=guessed");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("Bitte beginne noch einmal");
        await window.GoAsync("/login/external?code=stolen");
        await Assertions.Expect(window.Find("[role=alert]")).ToContainTextAsync("Bitte beginne noch einmal");
        await window.GoAsync("/login?problem=%3Cb%3Eanything%3C%2Fb%3E");
        await Assertions.Expect(window.Find("[role=alert]")).ToHaveCountAsync(0);
    }

    [AxeTheory]
    [InlineData("light", ColorScheme.Light, 1280, "en-GB")]
    [InlineData("dark", ColorScheme.Dark, 1280, "de-DE")]
    [InlineData("phone", ColorScheme.Light, 390, "de-DE")]
    public async Task Its_pages_are_accessible_and_fit(string name, ColorScheme scheme, int width, string locale)
    {
        await using var window = await OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, Locale = locale, ViewportSize = new ViewportSize { Width = width, Height = 860 } });
        var found = new List<string>();
        async Task LookAsync(string page)
        {
            await window.Page.WaitForSelectorAsync("#q[role=combobox]");
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Grid.Artifacts, $"{page}-{name}.png"), FullPage = true });
            if (!await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")) found.Add($"{page} is wider than the screen");
            found.AddRange((await Axe.CheckAsync(window)).Select(v => $"{page}: {v}"));
        }

        await window.GoAsync("/login?problem=stale");
        await LookAsync("external-sign-in");
        await window.GoAsync("/signup");
        await LookAsync("external-sign-up");
        await ContinueAsync(window, "github");
        await window.Find("[name=handle]").WaitForAsync();
        await LookAsync("external-handle");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Find(".menu summary").WaitForAsync();
        await window.GoAsync("/settings?problem=again");
        await LookAsync("external-settings");
        Assert.Empty(found);
    }
}
