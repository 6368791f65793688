using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Collections by plain forms.</summary>
[Collection(Collections.Social)]
public sealed class CollectionPageTests(ApiServer server)
{
    [Fact]
    public async Task A_collection_is_made_filled_ordered_followed_and_deleted()
    {
        var owner = await SiteVisitor.SignUpAsync(server);
        var author = await server.SignUpAsync();
        var first = (await author.PublishAsync("First of two", "x")).Id();
        var second = (await author.PublishAsync("Second of two", "x")).Id();
        Assert.Contains("id=\"f-name-error\"", (await owner.SendAsync("/collections", ("name", ""), ("visibility", "public"))).Expect(400).Text, StringComparison.Ordinal);
        var url = (await owner.SendAsync("/collections", ("name", "Good ones"), ("description", "For <mornings>"), ("visibility", "public"))).Expect(303).Header("Location")!;
        foreach (var id in (string[])[first, second]) Assert.Equal(url, (await owner.SendAsync($"/p/{id}/collect", ("collection", url.Split('/')[2]))).Expect(303).Header("Location"));
        (await owner.SendAsync(url + "/move", ("prompt", second), ("to", first))).Expect(303);

        var reader = await SiteVisitor.SignUpAsync(server);
        var page = (await reader.GetAsync(url)).Expect(200);
        Assert.True(page.Text.IndexOf("Second of two", StringComparison.Ordinal) < page.Text.IndexOf("First of two", StringComparison.Ordinal));
        Assert.Contains("For &lt;mornings&gt;", page.Text, StringComparison.Ordinal);
        (await reader.SendAsync(url + "/follow", ("follow", "yes"))).Expect(303);
        Assert.Contains("1 follower", (await reader.GetAsync(url)).Text, StringComparison.Ordinal);
        Assert.Contains("Good ones", (await reader.GetAsync($"/@{owner.Handle}/collections")).Expect(200).Text, StringComparison.Ordinal);
        (await reader.SendAsync(url + "/move", ("prompt", second))).Expect(403);
        (await reader.SendAsync(url + "/delete")).Expect(403);

        var revision = SiteVisitor.Hidden(await owner.GetAsync(url), "revision");
        (await owner.SendAsync(url, ("name", "Best ones"), ("visibility", "private"), ("revision", revision))).Expect(303);
        (await owner.SendAsync(url, ("name", "Stale"), ("visibility", "public"), ("revision", revision))).Expect(412);
        (await reader.GetAsync(url)).Expect(404);
        (await owner.SendAsync(url + "/move", ("prompt", second))).Expect(303);
        Assert.DoesNotContain("Second of two", (await owner.GetAsync(url)).Text, StringComparison.Ordinal);
        (await owner.SendAsync(url + "/delete")).Expect(303);
        (await owner.GetAsync(url)).Expect(404);
    }

    [Fact]
    public async Task A_prompt_goes_into_a_new_private_collection_from_its_page()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var id = (await (await server.SignUpAsync()).PublishAsync("Collected", "x")).Id();
        var url = (await visitor.SendAsync($"/p/{id}/collect", ("collectionName", "Mornings"))).Expect(303).Header("Location")!;
        Assert.Contains("Collected", (await visitor.GetAsync(url)).Expect(200).Text, StringComparison.Ordinal);
        (await server.Nobody.GetAsync(url, ("Accept", "text/html"))).Expect(404);
        Assert.Contains("Mornings", (await visitor.GetAsync((await visitor.GetAsync("/p/" + id)).Expect(303).Header("Location")!)).Text, StringComparison.Ordinal);
    }
}
