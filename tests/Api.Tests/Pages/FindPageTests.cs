using System.Xml.Linq;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

[Collection(Collections.Discovery)]
public sealed class FindPageTests(ApiServer server)
{
    private static readonly (string, string) Browser = ("Accept", "text/html");

    [Fact]
    public async Task Lists_and_feeds_show_what_belongs_to_them()
    {
        var user = await server.SignUpAsync();
        var tag = Names.Next("tag-");
        var title = Names.Next("Findable ");
        var prompt = await user.PublishAsync(title, type: "code", tags: [tag], category: tag + "-c");
        await Eventually.HoldsAsync(async () => Assert.Contains(title, (await server.Nobody.GetAsync("/tags/" + tag, Browser)).Expect(200).Text, StringComparison.Ordinal));
        foreach (var path in (string[])["/types/code?sort=recent", "/categories/" + tag + "-c", "/explore?sort=recent&tag=" + tag, "/search?q=" + Uri.EscapeDataString(title), "/@" + user.Handle])
        {
            var page = (await server.Nobody.GetAsync(path, Browser)).Expect(200);
            Assert.Contains($"href=\"/@{user.Handle}/{prompt.Text("slug")}\"", page.Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(prompt.Text("slug"), (await server.Nobody.GetAsync($"/types/text?tag={tag}", Browser)).Expect(200).Text, StringComparison.Ordinal);
        XNamespace atom = "http://www.w3.org/2005/Atom";
        foreach (var feed in (string[])[$"/feeds/tags/{tag}", $"/feeds/users/{user.Handle}"])
        {
            Assert.Equal([title], XDocument.Parse((await server.Nobody.GetAsync(feed + ".atom")).Expect(200).Text).Descendants(atom + "entry").Select(e => e.Element(atom + "title")!.Value));
            Assert.Equal(title, (await server.Nobody.GetAsync(feed + ".json")).Expect(200)["items"][0].Text("title"));
        }

        (await server.Nobody.GetAsync("/feeds/trending.atom")).Expect(200);
        (await server.Nobody.GetAsync("/feeds/users/nobody-here.atom")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task The_sitemap_names_pages_that_exist()
    {
        await using var own = await ApiServer.StartAsync();
        var user = await own.SignUpAsync();
        var listed = await user.PublishAsync("Listed", tags: ["mapped"]);
        await user.PublishAsync("Not listed", visibility: "unlisted", slug: "not-listed");
        await Eventually.HoldsAsync(async () => Assert.NotEmpty(await own.Nobody.SearchAsync("Listed")));
        var origin = own.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        var map = XDocument.Parse((await own.Nobody.GetAsync("/sitemap.xml")).Expect(200).Text);
        var paths = map.Descendants().Where(e => e.Name.LocalName == "loc").Select(e => e.Value).ToList();
        Assert.Contains($"{origin}/@{user.Handle}/{listed.Text("slug")}", paths);
        Assert.DoesNotContain(paths, p => p.Contains("not-listed", StringComparison.Ordinal));
        foreach (var path in paths) (await own.Nobody.GetAsync(path[origin.Length..], Browser)).Expect(200);
        Assert.Contains("Sitemap: " + origin, (await own.Nobody.GetAsync("/robots.txt")).Expect(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/types/nonsense", 404)]
    [InlineData("/explore?type=nonsense", 400)]
    [InlineData("/explore?cursor=forged", 400)]
    [InlineData("/search?q=a%00b", 400)]
    [InlineData("/@nobody-of-this-name", 404)]
    [InlineData("/@x/y/versions", 404)]
    [InlineData("/?window=never&scope=type:nonsense", 200)]
    [InlineData("/cards?id=nonsense", 200)]
    public async Task Addresses_that_make_no_sense_get_a_page_that_says_so(string path, int status)
    {
        var page = (await server.Nobody.GetAsync(path, Browser)).Expect(status);
        Assert.StartsWith("text/html", page.ContentType);
        server.ExpectNoBugs();
    }
}
