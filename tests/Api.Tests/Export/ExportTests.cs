using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Export;

public sealed class ExportTests
{
    /// <summary>A grid of which every part is hard to write down.</summary>
    private static async Task<(ApiCaller Owner, string Source, string Fork)> FillAsync(ApiServer server)
    {
        var owner = await server.SignUpAsync("ann-exports");
        async Task<string> MakeAsync(object body) => (await owner.PostAsync("/v1/prompts", body)).Expect(201).Json.Id();
        var source = await MakeAsync(new
        {
            title = "Quotes \" and, commas; and [brackets]",
            description = " Lines\r\nand \"quotes\" ",
            content = "\n  Übung 中 🦆 {{name}}\r\n\"\"\"\t,;\n",
            type = "code",
            parameters = new { programmingLanguage = "csharp", house = new { a = 1.50, b = "x\ny" } },
            variables = (object[])[new { name = "name", type = "string", required = false, @default = "a,\"b\"\n", description = "Who" }, new { name = "n", type = "array", @default = (int[])[1, 2] }],
            tags = (string[])["c-sharp", "a,b", "x;y"],
            models = (string[])["gpt 5, large", "other"],
            category = "coding",
            license = "CC-BY-4.0",
            language = "de",
            example = new { text = "{\"a\":\n1}", url = "https://example.org/?a=1,2" },
            versionNote = "First, \"really\".",
        });
        await owner.EditAsync(source, new { content = "Second {{name}} {{other}}", versionNote = "Second." });
        await owner.EditAsync(source, new { type = "text", content = "\n  Übung 中 🦆 {{name}}\r\n\"\"\"\t,;\n" });
        await owner.EditAsync(source, new { title = "Renamed since" });
        await MakeAsync(new { messages = (object[])[new { role = "system", content = "Be, \"brief\"." }, new { role = "user", content = "Hi {{x}}\n" }], title = "A chat", visibility = "private" });
        await MakeAsync(new { title = "Unlisted", content = "x", visibility = "unlisted", slug = "my-own-slug" });
        // Two that only their ids tell apart.
        foreach (var _ in (int[])[1, 2]) await MakeAsync(new { title = "Twins", content = "the same" });
        var fork = (await owner.ForkAsync(source, new { title = "A fork" })).Id();
        await owner.EditAsync(fork, new { content = "Forked and changed" });
        await owner.ImportAsync("ndjson", """{"title":"From elsewhere","content":"imported","source":"fabric","externalId":"fabric#1","author":"someone"}""");
        await owner.RemoveAsync(await MakeAsync(new { title = "Deleted", content = "gone" }));
        return (owner, source, fork);
    }

    private static async Task<string> ExportAsync(ApiCaller caller, string format, string scope = "mine")
    {
        var answer = (await caller.GetAsync($"/v1/export?format={format}&scope={scope}")).Expect(200);
        Assert.StartsWith(format == "csv" ? "text/csv" : "application/x-ndjson", answer.ContentType, StringComparison.Ordinal);
        Assert.Contains("attachment", answer.Header("Content-Disposition")!, StringComparison.Ordinal);
        return answer.Text;
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    public async Task What_is_exported_makes_the_same_grid_again_and_twice_changes_nothing(string format)
    {
        await using var first = await ApiServer.StartAsync();
        var (owner, source, fork) = await FillAsync(first);
        var exported = await ExportAsync(owner, format);

        await using var second = await ApiServer.StartAsync();
        var same = await second.SignUpAsync(owner.Handle);
        var job = await same.ImportAsync(format, exported);
        Assert.True(job.Number("failed") == 0, job.GetRawText());
        Assert.Equal((7, 10), (job.Number("created"), job.Number("processed")));
        Assert.Equal(exported, await ExportAsync(same, format));
        Assert.Equal(await ExportAsync(owner, "ndjson"), await ExportAsync(same, "ndjson"));

        var kept = (await same.GetAsync($"/v1/prompts/{fork}/lineage")).Expect(200);
        Assert.Equal(source, kept["ancestors"][0].Id());
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await same.ReadAsync(source)).Number("counts.forks")));
        foreach (var number in (int[])[1, 2, 3])
        {
            var path = $"/v1/prompts/{source}/versions/{number}";
            Assert.Equal((await owner.GetAsync(path)).Expect(200).Text, (await same.GetAsync(path)).Expect(200).Text);
        }

        var again = await same.ImportAsync(format, exported);
        Assert.Equal((0, 0, 0, 10), (again.Number("created"), again.Number("updated"), again.Number("failed"), again.Number("skipped")));
        // Where it came from it says nothing new either.
        var home = await owner.ImportAsync(format, exported);
        Assert.Equal((0, 0, 0, 10), (home.Number("created"), home.Number("updated"), home.Number("failed"), home.Number("skipped")));
    }

    [Fact]
    public async Task Public_is_what_everybody_may_see_and_mine_what_is_mine()
    {
        await using var server = await ApiServer.StartAsync();
        var (owner, source, _) = await FillAsync(server);
        var other = await server.SignUpAsync();
        var (theirs, hidden) = ((await other.PublishAsync("Theirs")).Id(), (await other.PublishAsync("Hidden", visibility: "private")).Id());
        string[] IdsOf(string text) => [.. text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement.Id()).Distinct()];
        foreach (var caller in (ApiCaller[])[server.Nobody, owner, other])
        {
            var all = IdsOf(await ExportAsync(caller, "ndjson", "public"));
            Assert.Equal(6, all.Length);
            Assert.Contains(source, all);
            Assert.Contains(theirs, all);
            Assert.DoesNotContain(hidden, all);
        }

        Assert.Equal(((string[])[theirs, hidden]).Order(), IdsOf(await ExportAsync(other, "ndjson")).Order());
        (await server.Nobody.GetAsync("/v1/export")).ExpectProblem(401, "unauthenticated");
        (await other.GetAsync("/v1/export?format=xml")).ExpectInvalid("format");
        (await other.GetAsync("/v1/export?scope=all")).ExpectInvalid("scope");
    }

    [Fact]
    public async Task Somebody_else_who_imports_gets_copies_that_name_the_author()
    {
        await using var server = await ApiServer.StartAsync();
        var (owner, source, _) = await FillAsync(server);
        var exported = await ExportAsync(server.Nobody, "ndjson", "public");
        var other = await server.SignUpAsync();
        var job = await other.ImportAsync("ndjson", exported);
        Assert.True(job.Number("failed") == 0, job.GetRawText());
        var copies = await other.WalkAsync($"/v1/users/{other.Handle}/prompts", 50);
        Assert.Equal(job.Number("created"), copies.Count);
        Assert.DoesNotContain(source, copies.Select(c => c.Id()));
        Assert.Equal(owner.Handle, copies.Single(c => c.Text("title") == "Renamed since").Text("origin.author"));
        Assert.Equal("someone", copies.Single(c => c.Text("title") == "From elsewhere").Text("origin.author"));
        Assert.Equal(3, copies.Single(c => c.Text("title") == "Renamed since").Number("version.number"));
        Assert.Equal("Renamed since", (await owner.ReadAsync(source)).Text("title"));

        var again = await other.ImportAsync("ndjson", exported);
        Assert.Equal((0, 0), (again.Number("created"), again.Number("updated")));
    }

    [Fact]
    public async Task A_line_is_not_believed_what_would_harm_others()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var secret = (await other.PublishAsync("Secret", "x", "private")).Id();
        string Line(string id, string more) => $$"""{"promptgrid":1,"id":"{{id}}","version":{"number":1,"semver":"1.0.0","createdAt":"2999-01-01T00:00:00Z"},"title":"T","content":"{{id}}","createdAt":"2999-01-01T00:00:00Z","updatedAt":"2999-01-01T00:00:00Z"{{more}}}""";
        const string Hash = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        string[] lines =
        [
            Line(secret, ""),
            Line("prm_01jwnp2s0g0000000000000001", $$""","forkedFrom":{"id":"{{secret}}","version":1,"contentHash":"{{Hash}}","ownerHandle":"somebody","slug":"x"}"""),
            Line("prm_01jwnp2s0g0000000000000002", """,  "forkedFrom":{"id":"prm_x","version":0,"contentHash":"y","ownerHandle":"<b>","slug":"//"}"""),
            Line("not-an-id", ""),
            """{"promptgrid":1,"id":"prm_01jwnp2s0g0000000000000003","title":"T","content":"x"}""",
        ];
        var job = await user.ImportAsync("ndjson", string.Join('\n', lines));
        Assert.Equal((2, 3), (job.Number("created"), job.Number("failed")));
        Assert.Equal("Secret", (await other.ReadAsync(secret)).Text("title"));
        var made = (await user.WalkAsync($"/v1/users/{user.Handle}/prompts", 50)).ToDictionary(p => p.Text("content"));
        Assert.NotEqual(secret, made[secret].Id());
        Assert.True(made[secret].At("createdAt").GetDateTimeOffset().Year < 2999);
        Assert.Equal("", made["prm_01jwnp2s0g0000000000000001"].Text("forkedFrom.ownerHandle"));
    }

    [Fact]
    public async Task A_deleted_account_is_in_no_export()
    {
        await using var server = await ApiServer.StartAsync();
        var (user, other, _, _, _) = await Accounts.DeletionTests.LiveAsync(server);
        Assert.Contains(user.Handle, await ExportAsync(server.Nobody, "ndjson", "public"), StringComparison.Ordinal);
        (await user.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await Accounts.DeletionTests.ErasedAsync(server, user.UserId);
        foreach (var format in (string[])["ndjson", "csv"])
        {
            Assert.DoesNotContain(Accounts.DeletionTests.Mark, await ExportAsync(server.Nobody, format, "public"), StringComparison.Ordinal);
            Assert.DoesNotContain(Accounts.DeletionTests.Mark, await ExportAsync(other, format), StringComparison.Ordinal);
        }
    }
}
