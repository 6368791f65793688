using System.Globalization;
using System.Xml.Linq;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Syndication;

[Collection(Collections.Moderation)]
public sealed class FeedTests(ModeratedServer moderated)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private ApiServer Server => moderated.Server;

    private async Task<XElement> XmlAsync(string path, string type)
    {
        var answer = (await Server.Nobody.GetAsync(path)).Expect(200);
        Assert.StartsWith(type, answer.ContentType);
        using var stream = new MemoryStream(answer.Body);
        return XDocument.Load(stream).Root!;
    }

    private async Task<(ApiCaller Owner, string Tag, JsonElement Prompt)> ArrangeAsync()
    {
        var owner = await Server.SignUpAsync();
        var tag = Names.Word();
        // Everything that needs care: markup, quotes, an end of CDATA, emoji, and a character that XML does not have.
        var prompt = await owner.PublishAsync("Ünï <b>&\"']]> 🍮 \ufffe.", "Say \"hi\" & <go>\nto {{name}} \uffff]]>", tags: [tag, "a&b"]);
        await owner.LikeAsync(prompt.Id());
        await Eventually.HoldsAsync(async () => Assert.Equal([prompt.Id()], (await Server.Nobody.GetAsync($"/v1/trending?scope=tag:{tag}")).Expect(200).Json.ItemIds()));
        await Eventually.HoldsAsync(async () => Assert.Equal([prompt.Id()], (await Server.Nobody.GetAsync($"/v1/prompts?tag={tag}")).Expect(200).Json.ItemIds()));
        return (owner, tag, prompt);
    }

    [Fact]
    public async Task The_same_prompts_are_told_as_RSS_Atom_and_JSON()
    {
        var (owner, tag, prompt) = await ArrangeAsync();
        foreach (var path in (string[])[$"/feeds/tags/{tag}", $"/feeds/users/{owner.Handle}", "/feeds/trending"])
        {
            var query = path == "/feeds/trending" ? $"?window=week&scope=tag:{tag}" : "";
            var site = Server.Http.BaseAddress!.ToString().TrimEnd('/');
            var link = $"{site}/@{owner.Handle}/{prompt.Text("slug")}";

            var channel = (await XmlAsync($"{path}.xml{query}", "application/rss+xml")).Element("channel")!;
            var item = Assert.Single(channel.Elements("item"));
            Assert.Equal("Ünï <b>&\"']]> 🍮 .", item.Element("title")!.Value);
            Assert.Equal((link, prompt.Id()), (item.Element("link")!.Value, item.Element("guid")!.Value));
            Assert.Equal("Say &quot;hi&quot; &amp; &lt;go&gt;<br>to {{name}} ]]&gt;", item.Element("description")!.Value);
            Assert.Equal([tag, "a&b"], item.Elements("category").Select(c => c.Value));
            var published = DateTimeOffset.ParseExact(item.Element("pubDate")!.Value, "r", CultureInfo.InvariantCulture);
            Assert.True((prompt.At("createdAt").GetDateTimeOffset() - published).Duration() < TimeSpan.FromSeconds(1));
            Assert.Equal(new Uri(new Uri(site), path + ".xml" + query.Replace("tag:", "tag%3A", StringComparison.Ordinal)).AbsoluteUri, channel.Element(Atom + "link")!.Attribute("href")!.Value);
            Assert.StartsWith(site, channel.Element("link")!.Value);

            var feed = await XmlAsync($"{path}.atom{query}", "application/atom+xml");
            var entry = Assert.Single(feed.Elements(Atom + "entry"));
            Assert.Equal("Ünï <b>&\"']]> 🍮 .", entry.Element(Atom + "title")!.Value);
            Assert.Equal("urn:promptgrid:" + prompt.Id(), entry.Element(Atom + "id")!.Value);
            Assert.Equal(published, DateTimeOffset.Parse(entry.Element(Atom + "published")!.Value, CultureInfo.InvariantCulture));
            Assert.NotNull(feed.Element(Atom + "updated"));

            var json = (await Server.Nobody.GetAsync($"{path}.json{query}")).Expect(200);
            Assert.StartsWith("application/feed+json", json.ContentType);
            Assert.Equal("https://jsonfeed.org/version/1.1", json["version"].GetString());
            var told = Assert.Single(json["items"].EnumerateArray());
            Assert.Equal((prompt.Id(), link, "Say \"hi\" & <go>\nto {{name}} ]]>"), (told.Id(), told.Text("url"), told.Text("content_text")));
            Assert.Equal([tag, "a&b"], told.At("tags").Strings());
            Assert.Equal(published, told.At("date_published").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task A_feed_that_did_not_change_is_304()
    {
        var (owner, tag, _) = await ArrangeAsync();
        foreach (var path in (string[])[$"/feeds/tags/{tag}.xml", $"/feeds/users/{owner.Handle}.json", $"/feeds/users/{owner.Handle}.atom"])
        {
            var first = (await Server.Nobody.GetAsync(path)).Expect(200);
            Assert.Contains("max-age", first.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Empty((await Server.Nobody.GetAsync(path, ("If-None-Match", first.Header("ETag")!))).Expect(304).Body);
        }

        var before = (await Server.Nobody.GetAsync($"/feeds/users/{owner.Handle}.xml")).Header("ETag")!;
        await owner.PublishAsync();
        (await Server.Nobody.GetAsync($"/feeds/users/{owner.Handle}.xml", ("If-None-Match", before))).Expect(200);
    }

    [Fact]
    public async Task Feeds_hold_listed_prompts_alone_whoever_asks()
    {
        var (owner, tag, prompt) = await ArrangeAsync();
        await owner.PublishAsync(visibility: "private", tags: [tag]);
        await owner.PublishAsync(visibility: "unlisted", tags: [tag]);
        string[] paths = [$"/feeds/tags/{tag}.json", $"/feeds/users/{owner.Handle}.json", $"/feeds/trending.json?scope=tag:{tag}"];
        foreach (var caller in (ApiCaller[])[owner, moderated.Moderator, Server.Nobody])
        {
            foreach (var path in paths) Assert.Equal([prompt.Id()], (await caller.GetAsync(path)).Expect(200).Json.ItemIds());
        }

        await moderated.DecideAsync(prompt.Id(), "hide", "x");
        foreach (var caller in (ApiCaller[])[owner, moderated.Moderator, Server.Nobody])
        {
            foreach (var path in paths) await Eventually.HoldsAsync(async () => Assert.Empty((await caller.GetAsync(path)).Expect(200).Json.ItemIds()));
        }
    }

    [Fact]
    public async Task Feeds_that_are_not_there_are_404_and_empty_ones_are_valid()
    {
        (await Server.Nobody.GetAsync("/feeds/users/nobody-of-this-name.xml")).ExpectProblem(404, "not-found");
        (await Server.Nobody.GetAsync("/feeds/tags/x.pdf")).ExpectProblem(404, "not-found");
        (await Server.Nobody.GetAsync("/feeds/trending.xml?window=year")).ExpectInvalid("window");
        var tag = Names.Word();
        Assert.Empty((await XmlAsync($"/feeds/tags/{tag}.xml", "application/rss+xml")).Descendants("item"));
        Assert.Empty((await XmlAsync($"/feeds/tags/node.{tag}.atom", "application/atom+xml")).Elements(Atom + "entry"));
    }
}
