namespace PromptGrid.Cluster.Tests.Processes;

/// <summary>A browser without scripts that is signed in at a grid by its form.</summary>
public sealed class SiteVisitor
{
    private readonly string _cookie;

    private SiteVisitor(string cookie) => _cookie = cookie;

    /// <summary>Signs in by the form of one node.</summary>
    public static async Task<SiteVisitor> SignInAsync(HttpClient http, GridUser user)
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, "login")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("login", user.Handle), KeyValuePair.Create("password", GridUser.Password)]),
            Headers = { { "Sec-Fetch-Site", "same-origin" }, { "Accept", "text/html" } },
        };
        using var answer = await http.SendAsync(form);
        Assert.Equal(303, (int)answer.StatusCode);
        return new SiteVisitor(answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    /// <summary>A page of any node.</summary>
    public async Task<string> ReadAsync(HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Cookie", _cookie }, { "Accept", "text/html" } } };
        using var answer = await http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "text/html", $"{path} → {(int)answer.StatusCode} {page}");
        return page;
    }
}
