using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Reports, decisions and appeals by plain forms.</summary>
public sealed class ModerationPageTests
{
    [Fact]
    public async Task A_report_is_decided_the_author_is_told_and_appeals()
    {
        await using var server = await ApiServer.StartAsync(("PROMPTGRID_MODERATORS", "warden"));
        var warden = await SiteVisitor.SignUpAsync(server, "warden");
        var author = await SiteVisitor.SignUpAsync(server);
        var reader = await SiteVisitor.SignUpAsync(server);
        var url = (await author.SendAsync("/new", ("do", "save"), ("type", "text"), ("shown", "text"), ("title", "Doubtful"), ("content", "Buy now"), ("visibility", "public"))).Expect(303).Header("Location")!;
        var id = (await author.AskAsync($"/v1/users/{author.Handle}/prompts/doubtful"))["id"].GetString()!;
        await Eventually.AsksUntilAsync(async () => (await warden.GetAsync("/moderation")).Status == 200, static holds => holds);
        (await reader.GetAsync("/moderation")).Expect(403);
        (await reader.SendAsync($"/moderation/{id}", ("action", "hide"), ("reason", "mine"))).Expect(403);

        Assert.Equal(url + "?reported", (await reader.SendAsync($"/p/{id}/report", ("reason", "spam"), ("reportNote", "<script>alert(1)</script> ads"))).Expect(303).Header("Location"));
        Assert.Contains("Moderators look at it", (await reader.GetAsync(url + "?reported")).Expect(200).Text, StringComparison.Ordinal);
        var queue = (await warden.GetAsync("/moderation")).Expect(200);
        Assert.Contains($"data-case=\"{id}\"", queue.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", queue.Text, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", (await warden.SendAsync($"/moderation/{id}", ("action", "hide"), ("state", "open"))).Expect(400).Text, StringComparison.Ordinal);
        (await warden.SendAsync($"/moderation/{id}", ("action", "hide"), ("reason", "This is advertising."), ("state", "open"))).Expect(303);

        (await reader.GetAsync(url)).Expect(404);
        Assert.Contains("This is advertising.", (await warden.GetAsync(url)).Expect(200).Text, StringComparison.Ordinal);
        var told = (await author.GetAsync(url)).Expect(200);
        Assert.Contains("This is advertising.", told.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"appealText\"", told.Text, StringComparison.Ordinal);
        Assert.Contains("Hidden by moderators", (await author.GetAsync("/dashboard")).Text, StringComparison.Ordinal);
        (await author.SendAsync($"/p/{id}/appeal", ("appealText", "It is a parody."))).Expect(303);
        Assert.DoesNotContain("name=\"appealText\"", (await author.GetAsync(url)).Text, StringComparison.Ordinal);
        Assert.Contains("It is a parody.", (await warden.GetAsync("/moderation?state=appealed")).Expect(200).Text, StringComparison.Ordinal);
        (await warden.SendAsync($"/moderation/{id}", ("action", "restore"), ("reason", "Agreed."), ("state", "appealed"))).Expect(303);
        (await reader.GetAsync(url)).Expect(200);
    }
}
