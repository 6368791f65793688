using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Prompts;

[Collection(Collections.Prompts)]
public sealed class EditTests(ApiServer server)
{
    [Fact]
    public async Task An_edit_without_If_Match_is_428_and_a_stale_one_412()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var path = $"/v1/prompts/{id}";
        (await user.PatchAsync(path, new { title = "New" })).ExpectProblem(428, "precondition-required");

        var tag = (await user.GetAsync(path)).Header("ETag")!;
        var edited = (await user.PatchAsync(path, new { title = "New" }, ("If-Match", tag))).Expect(200);
        Assert.Equal("New", edited["title"].GetString());
        Assert.NotEqual(tag, edited.Header("ETag"));
        (await user.PatchAsync(path, new { title = "Newer" }, ("If-Match", tag))).ExpectProblem(412, "precondition-failed");
        (await user.PatchAsync(path, new { title = "Newer" }, ("If-Match", "\"something\""))).ExpectProblem(412, "precondition-failed");
        Assert.Equal("New", (await user.ReadAsync(id)).Text("title"));

        (await user.PatchAsync(path, new { title = "Newer" }, ("If-Match", edited.Header("ETag")!))).Expect(200);
        (await user.PatchAsync(path, new { title = "Newest" }, ("If-Match", "*"))).Expect(200);
    }

    [Fact]
    public async Task A_like_in_between_does_not_make_an_edit_stale()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var tag = (await user.GetAsync($"/v1/prompts/{id}")).Header("ETag")!;
        await user.LikeAsync(id);
        (await user.PatchAsync($"/v1/prompts/{id}", new { title = "Liked" }, ("If-Match", tag))).Expect(200);
    }

    [Fact]
    public async Task Of_two_who_edit_the_same_state_at_once_one_is_told_so()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var tag = (await user.GetAsync($"/v1/prompts/{id}")).Header("ETag")!;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => user.PatchAsync($"/v1/prompts/{id}", new { title = $"Edit {i}" }, ("If-Match", tag))));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.ExpectProblem(412, "precondition-failed"));
    }

    [Fact]
    public async Task The_answer_to_an_edit_is_the_prompt_even_to_who_sends_If_None_Match()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var edited = (await user.PatchAsync($"/v1/prompts/{id}", new { title = "Told" }, ("If-Match", "*"), ("If-None-Match", "*"))).Expect(200);
        Assert.Equal("Told", edited["title"].GetString());
    }

    [Fact]
    public async Task A_reader_with_the_present_ETag_gets_304_until_something_changes()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        var path = $"/v1/prompts/{id}";
        var first = (await server.Nobody.GetAsync(path)).Expect(200);
        var tag = first.Header("ETag")!;
        Assert.Matches("^\"[^\"]+\"$", tag);
        foreach (var given in (string[])[tag, "*", $"\"other\", {tag}", "W/" + tag])
        {
            var unchanged = (await server.Nobody.GetAsync(path, ("If-None-Match", given))).Expect(304);
            Assert.Empty(unchanged.Body);
            Assert.Equal(tag, unchanged.Header("ETag"));
        }

        (await server.Nobody.GetAsync(path, ("If-None-Match", "\"other\""))).Expect(200);
        await user.LikeAsync(id);
        var liked = (await server.Nobody.GetAsync(path, ("If-None-Match", tag))).Expect(200);
        Assert.Equal(1, liked["counts.likes"].GetInt64());
        Assert.NotEqual(tag, liked.Header("ETag"));
    }

    [Fact]
    public async Task What_a_signed_in_reader_did_is_part_of_that_readers_ETag()
    {
        var user = await server.SignUpAsync();
        var id = (await (await server.SignUpAsync()).PublishAsync()).Id();
        var before = (await user.GetAsync($"/v1/prompts/{id}")).Expect(200);
        Assert.False(before["viewer.saved"].GetBoolean());
        Assert.Contains("private", before.Header("Cache-Control"), StringComparison.Ordinal);
        await user.SaveAsync(id);
        var after = (await user.GetAsync($"/v1/prompts/{id}", ("If-None-Match", before.Header("ETag")!))).Expect(200);
        Assert.True(after["viewer.saved"].GetBoolean());
        Assert.False((await server.Nobody.GetAsync($"/v1/prompts/{id}")).Json.TryGetProperty("viewer", out _));
    }

    [Fact]
    public async Task A_change_of_the_text_makes_the_next_version_and_a_change_of_the_title_does_not()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(content: "one {{a}}")).Id();
        Assert.Equal(1, (await user.EditAsync(id, new { title = "Other", tags = (string[])["x"] })).Number("version.number"));
        var second = await user.EditAsync(id, new { content = "two {{a}}", versionNote = "better" });
        Assert.Equal((2, "better"), (second.Number("version.number"), second.Text("version.note")));
        Assert.Equal(3, (await user.EditAsync(id, new { parameters = new { temperature = 0.5 } })).Number("version.number"));
        var fourth = await user.EditAsync(id, new { content = "four {{a}} {{b}}" });
        Assert.Equal((4, "2.0.0"), (fourth.Number("version.number"), fourth.Text("version.semver")));
        Assert.Equal(4, (await user.EditAsync(id, new { content = "four {{a}} {{b}}" })).Number("version.number"));
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_and_each_can_be_read_whole()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(content: "text 1")).Id();
        for (var i = 2; i <= 7; i++) await user.EditAsync(id, new { content = $"text {i}" });
        var all = await server.Nobody.WalkAsync($"/v1/prompts/{id}/versions", 3);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], all.Select(v => v.Number("number")));
        for (var i = 1; i <= 7; i++)
        {
            var version = (await server.Nobody.GetAsync($"/v1/prompts/{id}/versions/{i}")).Expect(200);
            Assert.Equal(($"text {i}", i), (version["content"].GetString(), version["version.number"].GetInt32()));
        }

        foreach (var number in (string[])["0", "8", "-1", "1.0", "one", "99999999999999", "+1", "%201"])
        {
            (await server.Nobody.GetAsync($"/v1/prompts/{id}/versions/{number}")).ExpectProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task New_versions_while_walking_the_list_repeat_and_hide_nothing()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(content: "text 1")).Id();
        for (var i = 2; i <= 6; i++) await user.EditAsync(id, new { content = $"text {i}" });
        var all = await server.Nobody.WalkAsync($"/v1/prompts/{id}/versions", 2, async page => await user.EditAsync(id, new { content = $"later {page}" }));
        Assert.Equal([6, 5, 4, 3, 2, 1], all.Select(v => v.Number("number")));
    }

    [Fact]
    public async Task A_strangers_edit_and_deletion_are_forbidden()
    {
        var user = await server.SignUpAsync();
        var stranger = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        (await stranger.PatchAsync($"/v1/prompts/{id}", new { title = "Mine" }, ("If-Match", "*"))).ExpectProblem(403, "forbidden");
        (await stranger.DeleteAsync($"/v1/prompts/{id}")).ExpectProblem(403, "forbidden");
        Assert.Equal("public", (await user.ReadAsync(id)).Text("visibility"));
    }

    [Fact]
    public async Task Deleting_twice_answers_204_then_404()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        await user.RemoveAsync(id);
        (await user.DeleteAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
        (await user.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_slug_can_be_changed_to_a_free_one_and_leaves_the_old_one_free()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync("Old name")).Id();
        await user.PublishAsync(slug: "taken");
        (await user.PatchAsync($"/v1/prompts/{id}", new { slug = "taken" }, ("If-Match", "*"))).ExpectProblem(409, "conflict");
        Assert.Equal("new-name", (await user.EditAsync(id, new { slug = "new-name" })).Text("slug"));
        Assert.Equal(id, (await server.Nobody.GetAsync($"/v1/users/{user.Handle}/prompts/new-name")).Expect(200).Json.Id());
        (await server.Nobody.GetAsync($"/v1/users/{user.Handle}/prompts/old-name")).ExpectProblem(404, "not-found");
        Assert.Equal("old-name", (await user.PublishAsync("Old name")).Text("slug"));
    }

    [Fact]
    public async Task Who_and_whence_cannot_be_edited_in()
    {
        var user = await server.SignUpAsync();
        var prompt = await user.PublishAsync();
        var edited = await user.EditAsync(prompt.Id(), new { owner = new { handle = "root" }, id = "prm_x", origin = new { author = "somebody" }, counts = new { likes = 1_000 }, forkedFrom = new { id = "x" } });
        Assert.Equal(user.Handle, edited.Text("owner.handle"));
        Assert.Equal(prompt.Id(), edited.Id());
        Assert.Equal(JsonValueKind.Null, edited.At("origin").ValueKind);
        Assert.Equal(0, edited.Number("counts.likes"));
    }
}
