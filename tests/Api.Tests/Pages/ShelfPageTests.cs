using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Dashboard, following and notifications.</summary>
[Collection(Collections.Social)]
public sealed class ShelfPageTests(ApiServer server)
{
    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/saved")]
    [InlineData("/following")]
    [InlineData("/notifications")]
    [InlineData("/settings")]
    public async Task What_is_ones_own_is_for_nobody_else(string path)
    {
        var answer = (await server.Nobody.GetAsync(path, ("Accept", "text/html"))).Expect(303);
        Assert.Equal("/login?return=" + Uri.EscapeDataString(path), answer.Header("Location"));
        var page = (await (await SiteVisitor.SignUpAsync(server)).GetAsync(path)).Expect(200);
        Assert.Contains("noindex", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_shows_private_prompts_likes_saves_and_forks_of_ones_own()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        (await visitor.SendAsync("/new", ("do", "save"), ("type", "text"), ("shown", "text"), ("title", "Mine and secret"), ("content", "x"), ("visibility", "private"))).Expect(303);
        var open = (await visitor.SendAsync("/new", ("do", "save"), ("type", "text"), ("shown", "text"), ("title", "Mine and open"), ("content", "x"), ("visibility", "public"))).Expect(303).Header("Location")!;
        var mine = (await visitor.GetAsync("/dashboard")).Expect(200);
        Assert.Contains("Mine and secret", mine.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{open}/edit\"", mine.Text, StringComparison.Ordinal);

        var other = await SiteVisitor.SignUpAsync(server);
        var id = (await visitor.AskAsync($"/v1/users/{visitor.Handle}/prompts/{open.Split('/')[2]}"))["id"].GetString()!;
        var fork = (await other.SendAsync($"/p/{id}/fork")).Expect(303).Header("Location")!;
        await Eventually.AsksUntilAsync(async () => (await visitor.GetAsync("/dashboard/forks")).Text.Contains($"href=\"{fork}\"", StringComparison.Ordinal), static holds => holds);
        Assert.DoesNotContain("Mine and secret", (await other.GetAsync("/dashboard")).Text, StringComparison.Ordinal);
        (await visitor.GetAsync("/dashboard/elsewhere")).Expect(404);
    }

    [Fact]
    public async Task Following_by_form_fills_the_feed_and_the_inbox_of_the_followed()
    {
        var author = await SiteVisitor.SignUpAsync(server);
        var reader = await SiteVisitor.SignUpAsync(server);
        Assert.Equal("/@" + author.Handle, (await reader.SendAsync($"/@{author.Handle}/follow", ("follow", "yes"))).Expect(303).Header("Location"));
        Assert.Contains("aria-pressed=\"true\"", (await reader.GetAsync("/@" + author.Handle)).Expect(200).Text, StringComparison.Ordinal);
        (await author.SendAsync("/new", ("do", "save"), ("type", "text"), ("shown", "text"), ("title", "Fresh from the followed"), ("content", "x"), ("visibility", "public"))).Expect(303);
        await Eventually.AsksUntilAsync(async () => (await reader.GetAsync("/following")).Text.Contains("Fresh from the followed", StringComparison.Ordinal), static holds => holds);

        await Eventually.AsksUntilAsync(async () => (await author.GetAsync("/notifications")).Text.Contains("unread-item", StringComparison.Ordinal), static holds => holds);
        var inbox = (await author.GetAsync("/notifications")).Expect(200);
        Assert.Contains($"href=\"/@{reader.Handle}\"", inbox.Text, StringComparison.Ordinal);
        Assert.Contains("follows you", inbox.Text, StringComparison.Ordinal);
        (await author.SendAsync("/notifications/read", ("upTo", SiteVisitor.Hidden(inbox, "upTo")))).Expect(303);
        Assert.DoesNotContain("unread-item", (await author.GetAsync("/notifications")).Text, StringComparison.Ordinal);

        (await reader.SendAsync($"/@{author.Handle}/follow", ("follow", "no"))).Expect(303);
        Assert.DoesNotContain("Fresh from the followed", (await reader.GetAsync("/following")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_is_followed_by_form_and_its_page_says_so()
    {
        var reader = await SiteVisitor.SignUpAsync(server);
        var tag = Names.Word();
        Assert.Contains("name=\"follow\" value=\"yes\"", (await reader.GetAsync("/tags/" + tag)).Expect(200).Text, StringComparison.Ordinal);
        (await reader.SendAsync($"/tags/{tag}/follow", ("follow", "yes"))).Expect(303);
        Assert.Contains("name=\"follow\" value=\"no\"", (await reader.GetAsync("/tags/" + tag)).Expect(200).Text, StringComparison.Ordinal);
        Assert.Contains($"/tags/{tag}", (await reader.GetAsync("/following")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kinds_of_notifications_are_muted_by_what_is_not_ticked()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        (await visitor.SendAsync("/notifications/settings", ("told", "forked"), ("told", "commented"))).Expect(303);
        var settings = (await visitor.AskAsync("/v1/me/notifications/settings")).Expect(200);
        Assert.Equal([true, true, false, false], ((string[])["forked", "commented", "followed", "liked"]).Select(k => settings[k].GetBoolean()));
    }
}
