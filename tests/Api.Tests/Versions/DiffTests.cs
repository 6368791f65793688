using System.Diagnostics;
using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Versions;

[Collection(Collections.Prompts)]
public sealed class DiffTests(ApiServer server)
{
    [Fact]
    public async Task Two_versions_are_compared_by_line_and_word()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: "You are a poet.\nWrite about {{topic}} in English.\nBe brief.")).Id();
        await owner.EditAsync(id, new { content = "You are a poet.\nWrite about {{topic}} in French.\nBe brief.", versionNote = "French" });
        await owner.EditAsync(id, new { content = "You are a poet.\nWrite about {{theme}} in French.\nBe brief.", parameters = new { temperature = 0.5 } });

        var diff = (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?from=1&to=2")).Expect(200).Json;
        Assert.Equal((1, 2), (diff.Number("from.version.number"), diff.Number("to.version.number")));
        Assert.Equal("French", diff.Text("to.version.note"));
        Assert.Equal((1, 1), (diff.Number("diff.content.inserted"), diff.Number("diff.content.deleted")));
        var hunk = Assert.Single(diff.At("diff.content.hunks").EnumerateArray());
        Assert.Equal((1, 3, 1, 3), (hunk.Number("fromLine"), hunk.Number("fromLines"), hunk.Number("toLine"), hunk.Number("toLines")));
        var lines = hunk.At("lines").EnumerateArray().ToArray();
        Assert.Equal(["equal", "delete", "insert", "equal"], lines.Select(l => l.Text("kind")));
        Assert.Equal(
            [("equal", "Write about {{topic}} in "), ("delete", "English"), ("equal", ".")],
            lines[1].At("words").EnumerateArray().Select(w => (w.Text("kind"), w.Text("text"))));
        Assert.False(lines[1].TryGetProperty("to", out _));

        var whole = (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?from=1")).Expect(200).Json;
        Assert.Equal(3, whole.Number("to.version.number"));
        Assert.Equal([("theme", "insert"), ("topic", "delete")], whole.At("diff.variables").EnumerateArray().Select(v => (v.Text("name"), v.Text("kind"))).Order());
        var parameter = Assert.Single(whole.At("diff.parameters").EnumerateArray());
        Assert.Equal(("/temperature", "insert", 0.5), (parameter.Text("path"), parameter.Text("kind"), parameter.At("to").GetDouble()));

        var newest = (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff")).Expect(200).Json;
        Assert.Equal((2, 3), (newest.Number("from.version.number"), newest.Number("to.version.number")));
        Assert.False(newest.At("diff.identical").GetBoolean());
        Assert.True((await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?from=3&to=3")).Expect(200)["diff.identical"].GetBoolean());
        Assert.DoesNotContain(
            (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?from=1&to=2&context=0")).Expect(200)["diff.content.hunks"].EnumerateArray().Single().At("lines").EnumerateArray(),
            l => l.Text("kind") == "equal");
    }

    [Fact]
    public async Task A_fork_is_compared_with_the_version_it_came_from_or_any_other()
    {
        var owner = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var source = (await owner.PublishAsync(content: "one two three four")).Id();
        var fork = (await forker.ForkAsync(source)).Id();
        await owner.EditAsync(source, new { content = "one two three five" });
        await forker.EditAsync(fork, new { content = "one two six four" });

        var diff = (await server.Nobody.GetAsync($"/v1/prompts/{fork}/diff?against={source}")).Expect(200).Json;
        Assert.Equal((source, 1, fork, 2), (diff.Text("from.promptId"), diff.Number("from.version.number"), diff.Text("to.promptId"), diff.Number("to.version.number")));
        Assert.Equal(["three", "six"], Changed(diff));
        Assert.Equal(["three five", "six four"], Changed((await server.Nobody.GetAsync($"/v1/prompts/{fork}/diff?against={source}&from=2")).Expect(200).Json));
        Assert.True((await server.Nobody.GetAsync($"/v1/prompts/{fork}/diff?against={source}&to=1")).Expect(200)["diff.identical"].GetBoolean());

        await owner.EditAsync(source, new { visibility = "private" });
        (await forker.GetAsync($"/v1/prompts/{fork}/diff?against={source}")).ExpectProblem(404, "not-found");
        (await owner.GetAsync($"/v1/prompts/{fork}/diff?against={source}")).Expect(200);

        static string[] Changed(JsonElement diff) =>
        [
            .. diff.At("diff.content.hunks").EnumerateArray().SelectMany(h => h.At("lines").EnumerateArray()).Where(l => l.Text("kind") != "equal")
                .Select(l => string.Concat(l.At("words").EnumerateArray().SkipWhile(w => w.Text("kind") == "equal").Reverse().SkipWhile(w => w.Text("kind") == "equal").Reverse().Select(w => w.Text("text")))),
        ];
    }

    [Theory]
    [InlineData("from=0", "from")]
    [InlineData("from=-1", "from")]
    [InlineData("to=x", "to")]
    [InlineData("to=1&to=2", "to")]
    [InlineData("context=21", "context")]
    [InlineData("against=prm_x", "against")]
    public async Task Questions_that_make_no_sense_are_refused(string query, string field)
    {
        var id = (await (await server.SignUpAsync()).PublishAsync()).Id();
        (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?{query}")).ExpectInvalid(field);
    }

    [Fact]
    public async Task Versions_and_prompts_that_are_not_there_are_404()
    {
        var id = (await (await server.SignUpAsync()).PublishAsync()).Id();
        foreach (var query in (string[])["from=2", "to=99999", "from=1&to=2147483647", "against=prm_00000000000000000000000000"])
        {
            (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff?{query}")).ExpectProblem(404, "not-found");
        }

        (await server.Nobody.GetAsync("/v1/prompts/prm_00000000000000000000000000/diff")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync("/v1/prompts/x/diff")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task The_longest_texts_are_compared_soon()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: string.Concat(Enumerable.Range(0, 50_000).Select(n => (n * 7919 % 3) switch { 0 => "a\n", 1 => "b\n", _ => "c\n" })))).Id();
        await owner.EditAsync(id, new { content = string.Concat(Enumerable.Range(0, 50_000).Select(n => (n * 104729 % 5) switch { 0 => "a\n", 1 => "b\n", _ => "c\n" })) });
        var watch = Stopwatch.StartNew();
        (await server.Nobody.GetAsync($"/v1/prompts/{id}/diff")).Expect(200);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"took {watch.Elapsed}");
    }
}
