using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Prompts;

[Collection(Collections.Prompts)]
public sealed class PublishTests(ApiServer server)
{
    private static readonly string[] Members =
    [
        "category", "content", "counts", "createdAt", "description", "example", "forkedFrom", "id", "language", "license", "messages", "models", "origin",
        "owner", "parameters", "slug", "subType", "tags", "title", "type", "updatedAt", "variables", "version", "viewer", "visibility",
    ];

    [Fact]
    public async Task Publishing_answers_201_with_the_whole_prompt_at_its_location()
    {
        var user = await server.SignUpAsync();
        var answer = (await user.PostAsync("/v1/prompts", new
        {
            title = "  Linux Terminal ",
            description = "Acts as a terminal.",
            type = "code",
            subType = "shell",
            content = "Act as a {{shell}} terminal.",
            parameters = new { programmingLanguage = "bash", starterCode = "ls", house = new { style = 1 } },
            variables = new[] { new { name = "shell", type = "string", required = false, @default = "bash", description = "Which shell" } },
            tags = (string[])["Command Line", "unix"],
            models = (string[])["gpt-5"],
            category = "Coding",
            license = "CC0-1.0",
            language = "en",
            example = new { text = "$ ls", url = "https://example.com/e" },
            versionNote = "first",
        })).Expect(201);

        Assert.Equal(Members, answer.Json.MemberNames());
        Assert.Equal($"/v1/prompts/{answer.Json.Id()}", answer.Header("Location"));
        Assert.Matches("^prm_[0-7][0-9a-hjkmnp-tv-z]{25}$", answer.Json.Id());
        Assert.Equal("linux-terminal", answer["slug"].GetString());
        Assert.Equal("Linux Terminal", answer["title"].GetString());
        Assert.Equal((user.UserId, user.Handle), (answer["owner.id"].GetString(), answer["owner.handle"].GetString()));
        Assert.Equal(["command-line", "unix"], answer["tags"].Strings());
        Assert.Equal("coding", answer["category"].GetString());
        Assert.Equal("public", answer["visibility"].GetString());
        Assert.Equal("bash", answer["parameters.programmingLanguage"].GetString());
        Assert.Equal(1, answer["parameters.extra.house.style"].GetInt32());
        Assert.Equal("bash", answer["variables"][0].Text("default"));
        Assert.Equal((1, "1.0.0", "first"), (answer["version.number"].GetInt32(), answer["version.semver"].GetString(), answer["version.note"].GetString()));
        Assert.Equal(["comments", "copies", "forks", "likes", "saves", "views"], answer["counts"].MemberNames());
        Assert.Equal(JsonValueKind.Null, answer["forkedFrom"].ValueKind);
        Assert.False(answer["viewer.liked"].GetBoolean());
        Assert.Equal(answer["createdAt"].GetString(), answer["updatedAt"].GetString());

        var read = (await server.Nobody.GetAsync(answer.Header("Location")!)).Expect(200);
        Assert.Equal(Members.Except(["viewer"]), read.Json.MemberNames());
        Assert.Equal(answer["content"].GetString(), read["content"].GetString());
    }

    [Fact]
    public async Task Messages_make_a_chat_prompt_and_variables_are_found_in_them()
    {
        var user = await server.SignUpAsync();
        var answer = (await user.PostAsync("/v1/prompts", new { title = "Duck", messages = new[] { new { role = "system", content = "Ask about {{bug}}." }, new { role = "user", content = "{{bug}} {{more}}" } } })).Expect(201);
        Assert.Equal("chat", answer["type"].GetString());
        Assert.Equal(["bug", "more"], answer["variables"].EnumerateArray().Select(v => v.Text("name")));
        Assert.Equal("Ask about {{bug}}.\n\n{{bug}} {{more}}", (await server.Nobody.GetAsync($"/v1/prompts/{answer.Json.Id()}/raw")).Expect(200).Text);
    }

    [Fact]
    public async Task Slugs_are_made_from_the_title_and_numbered_per_owner()
    {
        var user = await server.SignUpAsync();
        var other = await server.SignUpAsync();
        Assert.Equal("ca-va-grosse", (await user.PublishAsync("Ça va, Größe?".Replace("öß", "oss", StringComparison.Ordinal))).Text("slug"));
        Assert.Equal("same-name", (await user.PublishAsync("Same name")).Text("slug"));
        Assert.Equal("same-name-2", (await user.PublishAsync("Same  Name!")).Text("slug"));
        Assert.Equal("same-name-3", (await user.PublishAsync("same name")).Text("slug"));
        Assert.Equal("same-name", (await other.PublishAsync("Same name")).Text("slug"));
        Assert.Equal("prompt", (await user.PublishAsync("你好")).Text("slug"));
        Assert.Equal("prompt-2", (await user.PublishAsync("🦆")).Text("slug"));
    }

    [Fact]
    public async Task Many_prompts_of_one_name_published_at_once_all_get_a_slug_of_their_own()
    {
        var user = await server.SignUpAsync();
        var published = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => user.PublishAsync("Crowded name")));
        Assert.Equal(12, published.Select(p => p.Text("slug")).Distinct().Count());
        Assert.All(published, p => Assert.StartsWith("crowded-name", p.Text("slug")));
    }

    [Fact]
    public async Task A_wished_slug_that_is_taken_is_a_conflict_that_names_it()
    {
        var user = await server.SignUpAsync();
        await user.PublishAsync(slug: "mine");
        var answer = (await user.PostAsync("/v1/prompts", new { title = "Other", content = "x", slug = "mine" })).ExpectProblem(409, "conflict");
        Assert.Equal(["slug"], answer["errors"].MemberNames());
    }

    [Fact]
    public async Task A_prompt_is_found_by_its_owner_and_slug()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync("By slug");
        var path = $"/v1/users/{user.Handle}/prompts/by-slug";
        Assert.Equal(prompt.Id(), (await server.Nobody.GetAsync(path)).Expect(200).Json.Id());
        await user.RemoveAsync(prompt.Id());
        (await server.Nobody.GetAsync(path)).ExpectProblem(404, "not-found");
        Assert.Equal("by-slug", (await user.PublishAsync("By slug")).Text("slug"));
    }

    [Fact]
    public async Task A_key_makes_one_prompt_however_often_it_is_sent()
    {
        var user = await server.SignUpAsync();
        var key = ("Idempotency-Key", Names.Next("publish-"));
        var body = new { title = "Once", content = "only" };
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => user.PostAsync("/v1/prompts", body, key)));
        Assert.Single(answers.Select(a => a.Expect(201).Json.Id()).Distinct());
        Assert.Single(answers, a => a.Header("Idempotency-Replayed") is null);
        var replayed = answers.First(a => a.Header("Idempotency-Replayed") == "true");
        Assert.Equal(answers.Single(a => a.Header("Idempotency-Replayed") is null).Text, replayed.Text);
        Assert.NotNull(replayed.Header("Location"));
        Assert.Single((await user.GetAsync($"/v1/users/{user.Handle}/prompts")).Expect(200).Json.ItemIds());

        (await user.PostAsync("/v1/prompts", new { title = "Once", content = "other" }, key)).ExpectProblem(409, "conflict");
        (await (await server.SignUpAsync()).PostAsync("/v1/prompts", new { title = "Once", content = "other" }, key)).Expect(201);
    }

    [Fact]
    public async Task A_refused_request_does_not_use_up_its_key()
    {
        var user = await server.SignUpAsync();
        var key = ("Idempotency-Key", Names.Next("publish-"));
        (await user.PostAsync("/v1/prompts", new { title = "" }, key)).ExpectProblem(400, "validation");
        (await user.PostAsync("/v1/prompts", new { title = "Right", content = "now" }, key)).Expect(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData("129")]
    public async Task A_key_that_cannot_be_one_is_refused(string key)
    {
        var user = await server.SignUpAsync();
        (await user.PostAsync("/v1/prompts", new { title = "x", content = "x" }, ("Idempotency-Key", key == "129" ? new string('k', 129) : key))).ExpectInvalid("Idempotency-Key");
        Assert.Empty((await user.GetAsync($"/v1/users/{user.Handle}/prompts")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task Limits_are_told_per_field_all_at_once()
    {
        var user = await server.SignUpAsync();
        var answer = (await user.PostAsync("/v1/prompts", new
        {
            title = new string('t', 201),
            content = new string('c', 100_001),
            description = new string('d', 2_001),
            type = "poem",
            tags = Enumerable.Range(0, 21).Select(i => $"tag{i}"),
            license = new string('l', 101),
            language = new string('l', 36),
            visibility = "secret",
            slug = "Not a slug",
            example = new { url = "javascript:alert(1)" },
            versionNote = new string('n', 501),
        })).ExpectProblem(400, "validation");
        Assert.Equal(["content", "description", "example.url", "language", "license", "slug", "tags", "title", "type", "versionNote", "visibility"], answer["errors"].MemberNames());
    }

    [Fact]
    public async Task The_longest_allowed_prompt_is_kept_whole()
    {
        var user = await server.SignUpAsync();
        var content = string.Concat(Enumerable.Repeat("héllo 🦆 ", 11_111)) + "x";
        Assert.Equal(100_000, content.Length);
        var id = (await user.PublishAsync(new string('t', 200), content)).Id();
        Assert.Equal(content, (await server.Nobody.ReadAsync(id)).Text("content"));
        Assert.Equal(content, (await server.Nobody.GetAsync($"/v1/prompts/{id}/raw")).Expect(200).Text);
    }

    [Fact]
    public async Task A_schema_is_given_for_each_type_and_for_nothing_else()
    {
        foreach (var type in (string[])["text", "chat", "code", "image", "audio", "video", "structured", "skill"])
        {
            var schema = (await server.Nobody.GetAsync($"/v1/schemas/{type}")).Expect(200);
            Assert.StartsWith("application/schema+json", schema.ContentType);
            Assert.Equal("object", schema["type"].GetString());
        }

        var image = (await server.Nobody.GetAsync("/v1/schemas/image"))["properties"];
        foreach (var name in (string[])["negativePrompt", "width", "height", "seed", "guidanceScale", "steps", "sampler"]) Assert.True(image.TryGetProperty(name, out _), name);
        foreach (var type in (string[])["poem", "IMAGE", "..", "%20"]) (await server.Nobody.GetAsync($"/v1/schemas/{type}")).ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("image", """{"width":0}""", "parameters.width")]
    [InlineData("image", """{"width":"wide"}""", "parameters.width")]
    [InlineData("image", """{"seed":1.5}""", "parameters.seed")]
    [InlineData("image", """{"steps":1e400}""", "parameters.steps")]
    [InlineData("text", """{"temperature":-1}""", "parameters.temperature")]
    [InlineData("structured", """{"format":"docx"}""", "parameters.format")]
    [InlineData("text", """[]""", "parameters")]
    [InlineData("text", "\"x\"", "parameters")]
    public async Task Parameters_are_checked_by_the_schema_of_the_type(string type, string parameters, string field)
    {
        var user = await server.SignUpAsync();
        (await user.PostAsync("/v1/prompts", $$"""{"title":"t","content":"c","type":"{{type}}","parameters":{{parameters}}}""")).ExpectInvalid(field);
    }
}
