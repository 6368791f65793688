using System.Net;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Somebody who uses the site by its forms alone, as a browser without scripts does.</summary>
public sealed class SiteVisitor
{
    private static readonly (string, string) FromHere = ("Sec-Fetch-Site", "same-origin");
    private static readonly (string, string) Browser = ("Accept", "text/html");

    private readonly ApiServer _server;
    private (string, string) _cookie;

    private SiteVisitor(ApiServer server, string handle) => (_server, Handle) = (server, handle);

    public string Handle { get; }

    /// <summary>The cookie by which they are signed in.</summary>
    public (string Name, string Value) Cookie => _cookie;

    /// <summary>A new user, signed in.</summary>
    public static async Task<SiteVisitor> SignUpAsync(ApiServer server, string? handle = null)
    {
        var visitor = new SiteVisitor(server, handle ?? Names.Next("visitor-"));
        var answer = (await visitor.SendAsync("/signup", [("handle", visitor.Handle), ("email", visitor.Handle + "@example.com"), ("password", ApiCaller.Password)])).Expect(303);
        visitor._cookie = ("Cookie", answer.Header("Set-Cookie")!.Split(';')[0]);
        return visitor;
    }

    /// <summary>Reads a page.</summary>
    public Task<Answer> GetAsync(string path, params (string, string)[] headers) => _server.Nobody.GetAsync(path, [_cookie, Browser, .. headers]);

    /// <summary>Sends a form of our own pages.</summary>
    public Task<Answer> SendAsync(string path, params (string Name, string Value)[] fields) => SendAsync(path, [FromHere], fields);

    /// <summary>Sends a form of our own pages from an address, as a proxy on this machine would tell.</summary>
    public Task<Answer> SendFromAddressAsync(string address, string path, params (string Name, string Value)[] fields) => SendAsync(path, [FromHere, ("X-Forwarded-For", address)], fields);

    /// <summary>Sends a form that another site made.</summary>
    public Task<Answer> SendFromElsewhereAsync(string path, params (string Name, string Value)[] fields) => SendAsync(path, [("Sec-Fetch-Site", "cross-site")], fields);

    /// <summary>Asks the API as one of our own modules does.</summary>
    public Task<Answer> AskAsync(string path) => _server.Nobody.GetAsync(path, _cookie);

    /// <summary>The text of a page with its entities read.</summary>
    public static string Read(Answer page) => WebUtility.HtmlDecode(page.Text);

    /// <summary>The value of a hidden field.</summary>
    public static string Hidden(Answer page, string name)
    {
        var match = System.Text.RegularExpressions.Regex.Match(page.Text, $"name=\"{name}\" value=\"([^\"]*)\"");
        Assert.True(match.Success, $"There is no field {name} in {page}");
        return WebUtility.HtmlDecode(match.Groups[1].Value);
    }

    private Task<Answer> SendAsync(string path, (string, string)[] headers, (string Name, string Value)[] fields) =>
        _server.Nobody.SendAsync("POST", path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))), _cookie.Item1 is null ? [.. headers, Browser] : [_cookie, .. headers, Browser]);
}
