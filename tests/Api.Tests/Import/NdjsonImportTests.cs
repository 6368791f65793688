using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Import;

[Collection(Collections.Bulk)]
public sealed class NdjsonImportTests(ApiServer server)
{
    private static void ExpectCounts(JsonElement job, long created = 0, long updated = 0, long skipped = 0, long failed = 0)
    {
        Assert.Equal("done", job.Text("state"));
        Assert.Equal((created, updated, skipped, failed), (job.Number("created"), job.Number("updated"), job.Number("skipped"), job.Number("failed")));
        Assert.Equal(created + updated + skipped + failed, job.Number("processed"));
        Assert.Equal(job.Number("total"), job.Number("processed"));
    }

    private async Task<JsonElement[]> PromptsOfAsync(ApiCaller user) => [.. await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 100)];

    [Fact]
    public async Task An_import_answers_202_with_a_job_at_its_location_that_ends_done()
    {
        var user = await server.SignUpAsync();
        var started = (await user.StartImportAsync("ndjson", """{"title":"One","content":"Text","source":"src","author":"Ann","externalId":"x1","licence":"MIT","type":"IMAGE","tags":["A b"],"parameters":{"width":64}}""")).Expect(202);
        Assert.Equal($"/v1/jobs/{started["job"].Id()}", started.Header("Location"));
        Assert.Equal("running", started["job.state"].GetString());
        Assert.Equal(["created", "errors", "failed", "finishedAt", "id", "processed", "skipped", "startedAt", "state", "total", "updated"], started["job"].MemberNames());
        var job = await user.EndOfAsync(started["job"].Id());
        ExpectCounts(job, created: 1);
        Assert.NotEqual(JsonValueKind.Null, job.At("finishedAt").ValueKind);

        var prompt = Assert.Single(await PromptsOfAsync(user));
        Assert.Equal(("One", "Text", "image", "MIT", 64), (prompt.Text("title"), prompt.Text("content"), prompt.Text("type"), prompt.Text("license"), prompt.Number("parameters.width")));
        Assert.Equal(("src", "Ann", "x1"), (prompt.Text("origin.source"), prompt.Text("origin.author"), prompt.Text("origin.externalId")));
        Assert.Equal(["a-b"], prompt.At("tags").Strings());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/x-ndjson")]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("nonsense")]
    [InlineData("text/csv")]
    public async Task Any_content_type_is_taken(string? contentType)
    {
        var user = await server.SignUpAsync();
        ExpectCounts(await user.ImportAsync("ndjson", """{"title":"t","content":"c"}""", contentType), created: 1);
    }

    [Fact]
    public async Task Bad_lines_are_reported_with_their_numbers_and_the_rest_is_imported()
    {
        var user = await server.SignUpAsync();
        string[] lines =
        [
            "\uFEFF{\"title\":\"First\",\"content\":\"behind a byte order mark\"}",
            "{\"title\":\"broken\"",
            "not json at all",
            "",
            "   \t",
            "[1,2]",
            "null",
            "{\"title\":5,\"content\":\"wrong type\"}",
            "{\"title\":\"wrong list\",\"content\":\"c\",\"tags\":\"a,b\"}",
            "{\"title\":\"null in list\",\"content\":\"c\",\"tags\":[null]}",
            "{\"title\":\"null message\",\"messages\":[null]}",
            "{\"title\":\"twice\",\"title\":\"twice\",\"content\":\"c\"}",
            "{\"title\":\"no content\"}",
            "{\"title\":\"bad type\",\"content\":\"c\",\"type\":\"poem\"}",
            "{\"title\":\"lone \\ud800 surrogate\",\"content\":\"c\"}",
            "{\"title\":\"deep\",\"content\":\"c\",\"parameters\":" + string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100) + "}",
            "{\"title\":\"" + new string('t', 201) + "\",\"content\":\"c\"}",
            "{\"title\":\"long\",\"content\":\"" + new string('c', 4_000_100) + "\"}",
            "{\"title\":\"Last\",\"content\":\"without a line break\"}",
        ];
        var job = await user.ImportAsync("ndjson", string.Join("\r\n", lines));
        Assert.Equal("done", job.Text("state"));
        Assert.Equal(["First", "Last"], (await PromptsOfAsync(user)).Select(p => p.Text("title")).Order());
        Assert.Equal([2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], job.At("errors").EnumerateArray().Select(e => e.Number("line")));
        Assert.All(job.At("errors").EnumerateArray(), e => Assert.NotEmpty(e.Text("detail")));
        Assert.Equal("too-large", job.At("errors").EnumerateArray().Single(e => e.Number("line") == 18).Text("code"));
        Assert.Equal((2, 15), (job.Number("created"), job.Number("failed")));
    }

    [Fact]
    public async Task Invalid_UTF8_spoils_its_line_alone()
    {
        var user = await server.SignUpAsync();
        byte[] bytes = [.. "{\"title\":\"a\",\"content\":\"ok\"}\n{\"title\":\"b\",\"content\":\""u8, 0xFF, 0xC3, 0x28, .. "\"}\n{\"title\":\"c\",\"content\":\"ok\"}\n"u8];
        var started = (await user.SendAsync("POST", "/v1/import?format=ndjson", new ByteArrayContent(bytes))).Expect(202);
        var job = await user.EndOfAsync(started["job"].Id());
        ExpectCounts(job, created: 2, failed: 1);
        Assert.Equal(2, job.At("errors")[0].Number("line"));
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing_and_a_changed_line_updates_its_prompt()
    {
        var user = await server.SignUpAsync();
        string Line(int i, string content) => JsonSerializer.Serialize(new { externalId = $"line-{i}", title = $"Line {i}", content });
        var file = string.Join('\n', Enumerable.Range(0, 30).Select(i => Line(i, $"text {i}")));
        ExpectCounts(await user.ImportAsync("ndjson", file), created: 30);
        ExpectCounts(await user.ImportAsync("ndjson", file), skipped: 30);
        var before = (await PromptsOfAsync(user)).ToDictionary(p => p.Text("origin.externalId"), p => p.Id());

        ExpectCounts(await user.ImportAsync("ndjson", file.Replace("text 7\"", "text seven\"", StringComparison.Ordinal) + "\n" + Line(30, "new")), created: 1, updated: 1, skipped: 29);
        var after = await PromptsOfAsync(user);
        Assert.Equal(31, after.Length);
        var changed = after.Single(p => p.Text("origin.externalId") == "line-7");
        Assert.Equal((before["line-7"], "text seven", 2), (changed.Id(), changed.Text("content"), changed.Number("version.number")));
    }

    [Fact]
    public async Task Without_an_external_id_the_content_is_the_identity()
    {
        var user = await server.SignUpAsync();
        const string Line = """{"title":"Same","content":"Same"}""";
        ExpectCounts(await user.ImportAsync("ndjson", Line + "\n" + Line + "\n" + """{"title":"Same","content":"Other"}"""), created: 2, skipped: 1);
        ExpectCounts(await user.ImportAsync("ndjson", Line), skipped: 1);
        Assert.Equal(["same", "same-2"], (await PromptsOfAsync(user)).Select(p => p.Text("slug")).Order());
        ExpectCounts(await (await server.SignUpAsync()).ImportAsync("ndjson", Line), created: 1);
    }

    [Fact]
    public async Task Two_lines_of_one_identity_in_one_file_end_as_the_last_says()
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("ndjson", """
            {"externalId":"a","title":"T","content":"first"}
            {"externalId":"a","title":"T","content":"second"}
            {"externalId":"a","title":"T","content":"third"}
            """);
        ExpectCounts(job, created: 1, updated: 2);
        Assert.Equal("third", Assert.Single(await PromptsOfAsync(user)).Text("content"));
    }

    [Fact]
    public async Task A_work_without_a_title_is_called_by_its_first_words()
    {
        var user = await server.SignUpAsync();
        ExpectCounts(await user.ImportAsync("ndjson", """{"content":"  a lighthouse\non a headland,  wide view"}"""), created: 1);
        Assert.Equal("a lighthouse on a headland, wide view", Assert.Single(await PromptsOfAsync(user)).Text("title"));
    }

    [Fact]
    public async Task A_license_for_lines_that_name_none_can_be_given()
    {
        var user = await server.SignUpAsync();
        var content = new StringContent("{\"title\":\"a\",\"content\":\"c\"}\n{\"title\":\"b\",\"content\":\"c\",\"license\":\"MIT\"}");
        var started = (await user.SendAsync("POST", "/v1/import?format=ndjson&license=CC0-1.0", content)).Expect(202);
        ExpectCounts(await user.EndOfAsync(started["job"].Id()), created: 2);
        Assert.Equal(["CC0-1.0", "MIT"], (await PromptsOfAsync(user)).OrderBy(p => p.Text("title")).Select(p => p.Text("license")));
    }

    [Fact]
    public async Task An_import_sent_twice_with_one_key_is_one_job_and_another_body_a_conflict()
    {
        var user = await server.SignUpAsync();
        var key = ("Idempotency-Key", Names.Next("import-"));
        var first = (await user.StartImportAsync("ndjson", """{"title":"a","content":"c"}""", null, key)).Expect(202);
        var again = (await user.StartImportAsync("ndjson", """{"title":"a","content":"c"}""", null, key)).Expect(202);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first["job"].Id(), again["job"].Id());
        (await user.StartImportAsync("ndjson", """{"title":"b","content":"c"}""", null, key)).ExpectProblem(409, "conflict");
        (await user.StartImportAsync("csv", """{"title":"a","content":"c"}""", null, key)).ExpectProblem(409, "conflict");
        ExpectCounts(await user.EndOfAsync(first["job"].Id()), created: 1);
        Assert.Single(await PromptsOfAsync(user));
        Assert.Empty(Directory.GetFiles(Path.Combine(server.Folder, "imports"), first["job"].Id() + "*"));
    }

    [Fact]
    public async Task Only_the_first_hundred_problems_are_told_and_all_are_counted()
    {
        var user = await server.SignUpAsync();
        var job = await user.ImportAsync("ndjson", string.Join('\n', Enumerable.Repeat("x", 250)));
        ExpectCounts(job, failed: 250);
        Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), job.At("errors").EnumerateArray().Select(e => e.Number("line")));
    }

    [Fact]
    public async Task Imported_prompts_are_found_and_an_empty_file_is_a_job_without_lines()
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        await user.ImportAsync("ndjson", $$"""{"title":"{{word}}","content":"c"}""");
        await Eventually.HoldsAsync(async () => Assert.Single(await server.Nobody.SearchAsync(word)));
        ExpectCounts(await user.ImportAsync("ndjson", ""));
        ExpectCounts(await user.ImportAsync("csv", ""));
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("format=csv&format=csv", "format")]
    [InlineData("format=NDJSON", "format")]
    [InlineData("format=csv&license=a%00b", "license")]
    public async Task Unknown_parameters_start_no_job(string query, string field)
    {
        var user = await server.SignUpAsync();
        (await user.SendAsync("POST", "/v1/import?" + query, new StringContent("x"))).ExpectInvalid(field);
    }
}
