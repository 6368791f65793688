using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Pages;

/// <summary>Writing prompts by plain forms.</summary>
[Collection(Collections.Prompts)]
public sealed class ComposeTests(ApiServer server)
{
    private static (string, string)[] Form(string type, params (string, string)[] fields) => [("do", "save"), ("type", type), ("shown", type), .. fields];

    private async Task<Answer> ApiOfAsync(SiteVisitor visitor, string location)
    {
        var parts = location.TrimStart('/', '@').Split('/');
        return (await visitor.AskAsync($"/v1/users/{parts[0]}/prompts/{parts[1]}")).Expect(200);
    }

    [Fact]
    public async Task Guests_are_sent_to_sign_in_and_back()
    {
        var answer = (await server.Nobody.GetAsync("/new?type=chat", ("Accept", "text/html"))).Expect(303);
        Assert.Equal("/login?return=" + Uri.EscapeDataString("/new?type=chat"), answer.Header("Location"));
    }

    [Fact]
    public async Task A_form_publishes_with_the_fields_of_its_type()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        Assert.Contains("name=\"param-guidanceScale\"", (await visitor.GetAsync("/new?type=image")).Expect(200).Text, StringComparison.Ordinal);
        var sent = await visitor.SendAsync("/new", Form("image",
            ("title", "Fox in fog"), ("content", "A {{animal}} in fog,\r\nat dawn"), ("tags", "Foggy Morning, fox"), ("param-width", "640"), ("param-guidanceScale", "7.5"), ("param-negativePrompt", "text\r\nblur"),
            ("var-0", "animal"), ("var-0-default", "fox"), ("var-0-description", "Which one"), ("license", "CC0-1.0"), ("visibility", "unlisted")));
        var location = sent.Expect(303).Header("Location")!;
        Assert.Equal($"/@{visitor.Handle}/fox-in-fog", location);
        var prompt = await ApiOfAsync(visitor, location);
        Assert.Equal("A {{animal}} in fog,\nat dawn", prompt["content"].GetString());
        Assert.Equal("""{"negativePrompt":"text\nblur","width":640,"guidanceScale":7.5}""", prompt["parameters"].GetRawText());
        Assert.Equal("""[{"name":"animal","type":"string","required":false,"default":"fox","description":"Which one"}]""", prompt["variables"].GetRawText());
        Assert.Equal("foggy-morning,fox", string.Join(',', prompt["tags"].EnumerateArray().Select(t => t.GetString())));
        Assert.Equal("unlisted", prompt["visibility"].GetString());
    }

    [Fact]
    public async Task A_chat_is_published_from_its_turns_without_the_empty_ones()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var sent = await visitor.SendAsync("/new", Form("chat", ("title", "Short talk"), ("role-0", "system"), ("turn-0", "Be brief."), ("role-1", "user"), ("turn-1", ""), ("role-2", "user"), ("turn-2", "Hello {{name}}")));
        var prompt = await ApiOfAsync(visitor, sent.Expect(303).Header("Location")!);
        Assert.Equal("""[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello {{name}}"}]""", prompt["messages"].GetRawText());
    }

    [Fact]
    public async Task Sending_the_same_form_twice_publishes_once()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var operation = SiteVisitor.Hidden(await visitor.GetAsync("/new?type=text"), "operation");
        var form = Form("text", ("title", "Only once"), ("content", "Once."), ("operation", operation));
        var first = (await visitor.SendAsync("/new", form)).Expect(303).Header("Location");
        Assert.Equal(first, (await visitor.SendAsync("/new", form)).Expect(303).Header("Location"));
        var other = Form("text", ("title", "Only once"), ("content", "Twice."), ("operation", operation));
        Assert.Equal(first + "-2", (await visitor.SendAsync("/new", other)).Expect(303).Header("Location"));
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_above_and_nothing_typed_is_lost()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var refused = (await visitor.SendAsync("/new", Form("image", ("title", ""), ("content", "Kept <b>text</b>"), ("param-width", "0"), ("exampleUrl", "javascript:alert(1)"), ("slug", "No Slug")))).Expect(400);
        foreach (var field in (string[])["title", "param-width", "exampleUrl", "slug"])
        {
            Assert.Contains($"id=\"f-{field}-error\"", refused.Text, StringComparison.Ordinal);
            Assert.Contains($"href=\"#f-{field}\"", refused.Text, StringComparison.Ordinal);
        }

        Assert.Contains("Kept &lt;b&gt;text&lt;/b&gt;", refused.Text, StringComparison.Ordinal);
        var chat = (await visitor.SendAsync("/new", Form("chat", ("title", "Silent")))).Expect(400);
        Assert.Contains("href=\"#f-messages\"", chat.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_type_keeps_every_word_and_publishes_nothing()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var chat = (await visitor.SendAsync("/new", ("do", "show"), ("type", "chat"), ("shown", "text"), ("title", "Moved"), ("content", "First words"), ("visibility", "private"))).Expect(200);
        Assert.Matches("name=\"turn-0\"[^>]*>\\s*First words", SiteVisitor.Read(chat));
        Assert.Contains("value=\"Moved\"", chat.Text, StringComparison.Ordinal);
        var text = (await visitor.SendAsync("/new", ("do", "show"), ("type", "text"), ("shown", "chat"), ("role-0", "system"), ("turn-0", "One"), ("role-1", "user"), ("turn-1", "Two {{x}}"))).Expect(200);
        Assert.Matches("name=\"content\"[^>]*>\\s*One\n\nTwo {{x}}", SiteVisitor.Read(text));
        Assert.Contains("data-variable=\"x\"", text.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await visitor.AskAsync($"/v1/users/{visitor.Handle}/prompts")).Expect(200)["items"].GetArrayLength());
    }

    [Fact]
    public async Task An_edit_that_changes_nothing_makes_no_version_and_one_that_does_makes_one()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var url = (await visitor.SendAsync("/new", Form("text", ("title", "Stays"), ("content", "Line one\r\n{{a}}"), ("tags", "a, b"), ("var-0", "a"), ("var-0-type", "number"), ("var-0-default", "3"), ("param-temperature", "0.5")))).Expect(303).Header("Location")!;
        var page = (await visitor.GetAsync(url + "/edit")).Expect(200);
        (string, string)[] same = Form("text", ("title", "Stays"), ("content", "Line one\r\n{{a}}"), ("tags", "a, b"), ("var-0", "a"), ("var-0-type", "number"), ("var-0-default", "3"), ("param-temperature", "0.5"), ("slug", "stays"), ("revision", SiteVisitor.Hidden(page, "revision")));
        (await visitor.SendAsync(url + "/edit", same)).Expect(303);
        Assert.Equal(1, (await ApiOfAsync(visitor, url))["version"].GetProperty("number").GetInt32());
        (await visitor.SendAsync(url + "/edit", [.. same.Where(f => f.Item1 != "content"), ("content", "Line two"), ("note", "Shorter")])).Expect(303);
        var edited = await ApiOfAsync(visitor, url);
        Assert.Equal(2, edited["version"].GetProperty("number").GetInt32());
        Assert.Equal("Shorter", edited["version"].GetProperty("note").GetString());
    }

    [Fact]
    public async Task An_edit_of_something_that_changed_shows_both_and_saves_when_sent_again()
    {
        var visitor = await SiteVisitor.SignUpAsync(server);
        var url = (await visitor.SendAsync("/new", Form("text", ("title", "Contested"), ("content", "Original")))).Expect(303).Header("Location")!;
        var revision = SiteVisitor.Hidden(await visitor.GetAsync(url + "/edit"), "revision");
        (await visitor.SendAsync(url + "/edit", Form("text", ("title", "Contested"), ("content", "From the other window"), ("slug", "contested"), ("revision", revision)))).Expect(303);

        var stale = (await visitor.SendAsync(url + "/edit", Form("text", ("title", "Contested"), ("content", "From this window"), ("slug", "contested"), ("revision", revision)))).Expect(412);
        Assert.Contains("It changed while you were editing", stale.Text, StringComparison.Ordinal);
        Assert.Contains("From the other window", stale.Text, StringComparison.Ordinal);
        Assert.Contains("From this window", stale.Text, StringComparison.Ordinal);
        Assert.Equal("From the other window", (await ApiOfAsync(visitor, url))["content"].GetString());

        (await visitor.SendAsync(url + "/edit", Form("text", ("title", "Contested"), ("content", "From this window"), ("slug", "contested"), ("revision", SiteVisitor.Hidden(stale, "revision"))))).Expect(303);
        Assert.Equal("From this window", (await ApiOfAsync(visitor, url))["content"].GetString());
    }

    [Fact]
    public async Task Only_the_owner_edits_and_deletes_and_only_from_here()
    {
        var owner = await SiteVisitor.SignUpAsync(server);
        var other = await SiteVisitor.SignUpAsync(server);
        var url = (await owner.SendAsync("/new", Form("text", ("title", "Mine"), ("content", "Mine.")))).Expect(303).Header("Location")!;
        (await other.GetAsync(url + "/edit")).Expect(403);
        (await other.SendAsync(url + "/edit", Form("text", ("title", "Yours"), ("content", "Yours.")))).Expect(403);
        (await other.SendAsync(url + "/delete")).Expect(403);
        (await owner.SendFromElsewhereAsync(url + "/delete")).Expect(403);
        (await owner.SendFromElsewhereAsync("/new", Form("text", ("title", "Forged"), ("content", "x")))).Expect(403);
        (await owner.GetAsync(url)).Expect(200);
        Assert.Equal("/dashboard", (await owner.SendAsync(url + "/delete")).Expect(303).Header("Location"));
        (await owner.GetAsync(url)).Expect(404);
    }
}
