using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Visibility;

/// <summary>Who may do what with a prompt: every address that names one, for everyone, in every state.</summary>
[Collection(Collections.Moderation)]
public sealed class VisibilityMatrixTests(ModeratedServer moderated)
{
    private readonly ApiServer server = moderated.Server;

    private const string Secret = "the secret text";

    /// <summary>Addresses that read one prompt.</summary>
    private static readonly string[] Reads = ["", "/raw", "/versions", "/versions/1", "/forks", "/lineage", "/related", "/stream", "/comments", "/diff", "/diff?from=1&to=1"];

    /// <summary>Writes that anybody signed in may do who can read.</summary>
    private static readonly (string Method, string Path, int Done)[] Reactions =
        [("PUT", "/like", 200), ("DELETE", "/like", 200), ("PUT", "/save", 200), ("DELETE", "/save", 200), ("POST", "/forks", 201), ("POST", "/copies", 202), ("POST", "/comments", 201)];

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var state in (string[])["public", "unlisted", "private", "hidden", "deleted"])
        {
            foreach (var reader in (string[])["anonymous", "stranger", "follower", "owner", "moderator"]) cells.Add(state, reader);
        }

        return cells;
    }

    private async Task<(ApiCaller Owner, ApiCaller Reader, JsonElement Prompt)> ArrangeAsync(string state, string reader)
    {
        var owner = await server.SignUpAsync();
        var caller = reader switch { "anonymous" => server.Nobody, "owner" => owner, "moderator" => moderated.Moderator, _ => await server.SignUpAsync() };
        if (reader is "follower") (await caller.PutAsync($"/v1/users/{owner.Handle}/follow")).Expect(200);
        var prompt = await owner.PublishAsync("A title", Secret, state is "deleted" or "hidden" ? "public" : state);
        if (state is "hidden") await moderated.DecideAsync(prompt.Id(), "hide", "x");
        if (state is "deleted") await owner.RemoveAsync(prompt.Id());
        return (owner, caller, prompt);
    }

    private static bool MayRead(string state, string reader) =>
        state is "public" or "unlisted" || (state is "private" or "hidden" && reader is "owner") || (state is "hidden" && reader is "moderator");

    /// <summary>Moderators read what they hid, and take part in it no more than others.</summary>
    private static bool MayReact(string state, string reader) => MayRead(state, reader) && !(state is "hidden" && reader is "moderator");

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Reading_is_for_whom_the_prompt_is_visible_and_404_for_all_others(string state, string reader)
    {
        var (owner, caller, prompt) = await ArrangeAsync(state, reader);
        foreach (var path in Reads.Select(p => $"/v1/prompts/{prompt.Id()}{p}").Append($"/v1/users/{owner.Handle}/prompts/{prompt.Text("slug")}"))
        {
            if (!MayRead(state, reader))
            {
                var refused = (await caller.GetAsync(path)).ExpectProblem(404, "not-found");
                Assert.DoesNotContain("title", refused["detail"].GetString(), StringComparison.Ordinal);
            }
            else if (path.EndsWith("/stream", StringComparison.Ordinal))
            {
                using var stream = await caller.OpenStreamAsync(path);
                Assert.Equal("counters", (await stream.NextAsync()).Name);
            }
            else
            {
                (await caller.GetAsync(path)).Expect(200);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Reacting_is_for_signed_in_readers_and_leaves_no_trace_otherwise(string state, string reader)
    {
        var (owner, caller, prompt) = await ArrangeAsync(state, reader);
        foreach (var (method, path, done) in Reactions)
        {
            var body = path is "/comments" ? new { body = "A comment" } : null;
            var answer = await caller.SendAsync(method, $"/v1/prompts/{prompt.Id()}{path}", ApiCaller.JsonOf(body));
            if (reader is "anonymous" && path is not "/copies") answer.ExpectProblem(401, "unauthenticated");
            else if (state is "hidden" && reader is "owner" && path is "/forks") answer.ExpectProblem(403, "forbidden");
            // That a prompt was copied is not to be seen on it.
            else if (MayReact(state, reader) || (path is "/copies" && MayRead(state, reader))) answer.Expect(done);
            else answer.ExpectProblem(404, "not-found");
        }

        if (state is "private" or "hidden" && reader is not ("owner" or "moderator"))
        {
            var counts = (await owner.ReadAsync(prompt.Id())).At("counts");
            Assert.Equal((0, 0, 0, 0, 0), (counts.Number("likes"), counts.Number("saves"), counts.Number("forks"), counts.Number("copies"), counts.Number("comments")));
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Editing_and_deleting_are_for_the_owner(string state, string reader)
    {
        var (owner, caller, prompt) = await ArrangeAsync(state, reader);
        var path = $"/v1/prompts/{prompt.Id()}";
        var edit = await caller.PatchAsync(path, new { title = "Changed" }, ("If-Match", "*"));
        var delete = reader is "owner" ? null : await caller.DeleteAsync(path);
        if (reader is "anonymous")
        {
            edit.ExpectProblem(401, "unauthenticated");
            delete!.ExpectProblem(401, "unauthenticated");
        }
        else if (!MayReact(state, reader))
        {
            edit.ExpectProblem(404, "not-found");
            delete?.ExpectProblem(404, "not-found");
        }
        else if (reader is not "owner")
        {
            edit.ExpectProblem(403, "forbidden");
            delete!.ExpectProblem(403, "forbidden");
        }
        else
        {
            Assert.Equal("Changed", edit.Expect(200)["title"].GetString());
            await caller.RemoveAsync(prompt.Id());
        }

        if (state is not "deleted" && reader is not "owner") Assert.Equal("A title", (await owner.ReadAsync(prompt.Id())).Text("title"));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Versions_are_restored_by_the_owner_and_reports_come_from_other_readers(string state, string reader)
    {
        var (_, caller, prompt) = await ArrangeAsync(state, reader);
        var restore = await caller.PostAsync($"/v1/prompts/{prompt.Id()}/versions/1/restore", null, ("If-Match", "*"));
        var report = await caller.PostAsync($"/v1/prompts/{prompt.Id()}/reports", new { reason = "spam" });
        var status = await caller.GetAsync($"/v1/prompts/{prompt.Id()}/moderation");
        if (reader is "anonymous")
        {
            foreach (var answer in (Answer[])[restore, report, status]) answer.ExpectProblem(401, "unauthenticated");
            return;
        }

        if (!MayReact(state, reader)) restore.ExpectProblem(404, "not-found");
        else if (reader is "owner") restore.Expect(200);
        else restore.ExpectProblem(403, "forbidden");
        if (!MayRead(state, reader)) report.ExpectProblem(404, "not-found");
        else if (reader is "owner") report.ExpectProblem(403, "forbidden");
        else report.Expect(201);
        if (reader is "owner" or "moderator") status.Expect(200);
        else status.ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("public")]
    [InlineData("unlisted")]
    [InlineData("private")]
    [InlineData("hidden")]
    [InlineData("deleted")]
    public async Task Derived_places_show_it_to_its_readers_alone(string state)
    {
        var (owner, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var follower = await server.SignUpAsync();
        (await follower.PutAsync($"/v1/users/{owner.Handle}/follow")).Expect(200);
        var word = Names.Word();
        var id = (await owner.PublishAsync($"{word} subject", tags: [word])).Id();
        var fork = (await other.ForkAsync(id)).Id();
        var collection = (await other.PostAsync("/v1/collections", new { name = "All", visibility = "public" })).Expect(201).Json.Id();
        (await other.PutAsync($"/v1/collections/{collection}/prompts/{id}")).Expect(200);
        await follower.LikeAsync(id);
        await follower.SaveAsync(id);
        if (state is "hidden") await moderated.DecideAsync(id, "hide", "x");
        else if (state is "deleted") await owner.RemoveAsync(id);
        else if (state is not "public") await owner.EditAsync(id, new { visibility = state });

        foreach (var (caller, reader) in ((ApiCaller, string)[])[(server.Nobody, "anonymous"), (other, "stranger"), (follower, "follower"), (owner, "owner"), (moderated.Moderator, "moderator")])
        {
            var reads = MayRead(state, reader);
            // Where whoever knows of it finds it again, if they may read it.
            Assert.Equal(reads ? [id] : [], (await caller.GetAsync($"/v1/collections/{collection}/prompts")).Expect(200).Json.ItemIds());
            Assert.Equal(reads, (await caller.GetAsync($"/v1/prompts/{fork}/lineage")).Expect(200)["ancestors"][0].At("available").GetBoolean());
            (await caller.GetAsync($"/v1/prompts/{fork}/diff?against={id}")).Expect(reads ? 200 : 404);
            // Where only listed prompts are.
            string[] listed = state is "public" ? [id] : [];
            foreach (var path in (string[])[$"/v1/prompts?tag={word}&author={owner.Handle}", $"/v1/search?q={word}%20subject&author={owner.Handle}", $"/feeds/users/{owner.Handle}.json", $"/v1/trending?scope=tag:{word}"])
            {
                await Eventually.HoldsAsync(async () => Assert.Equal(listed, (await caller.GetAsync(path)).Expect(200).Json.ItemIds().Intersect([id])));
            }

            Assert.Equal(reader is "owner" && state is not "deleted" ? [id] : listed, (await caller.GetAsync($"/v1/users/{owner.Handle}/prompts")).Expect(200).Json.ItemIds());
            Assert.Equal(listed.Length, (await caller.GetAsync($"/v1/users/{owner.Handle}")).Expect(200)["counts.prompts"].GetInt64());
            await Eventually.HoldsAsync(async () => Assert.Equal(
                listed.Length > 0, (await caller.GetAsync($"/v1/search/suggest?q={word}%20subj")).Expect(200)["items"].EnumerateArray().Any(s => s.TryGetProperty("id", out var found) && found.GetString() == id)));
            if (reader is "stranger") continue;
            await Eventually.HoldsAsync(async () => Assert.Equal(listed.Length, (await caller.GetAsync($"/v1/collections/{collection}")).Expect(200)["count"].GetInt64()));
        }

        var mine = MayRead(state, "follower") ? (string[])[id] : [];
        foreach (var path in (string[])["/v1/me/likes", "/v1/me/saves", "/v1/collections/saved/prompts"]) Assert.Equal(mine, (await follower.GetAsync(path)).Expect(200).Json.ItemIds());
        await Eventually.HoldsAsync(async () => Assert.Equal(state is "public" ? [id] : [], (await follower.GetAsync("/v1/feed")).Expect(200).Json.ItemIds()));
    }

    [Theory]
    [InlineData("public")]
    [InlineData("unlisted")]
    [InlineData("private")]
    public async Task Lists_search_boards_and_values_show_public_prompts_alone(string state)
    {
        var owner = await server.SignUpAsync();
        var stranger = await server.SignUpAsync();
        var word = Names.Word();
        var id = (await owner.PublishAsync($"{word} subject", visibility: state, tags: [word], category: word)).Id();
        var witness = (await owner.PublishAsync($"{word} witness", tags: [word], category: word)).Id();
        await owner.LikeAsync(id);
        await owner.LikeAsync(witness);
        string[] paths =
        [
            $"/v1/search?q={word}", $"/v1/search?tag={word}", $"/v1/prompts?tag={word}", $"/v1/prompts?author={owner.Handle}&sort=liked", $"/v1/prompts?category={word}",
            $"/v1/prompts/{witness}/related", $"/v1/trending?scope=tag:{word}", $"/v1/trending?scope=category:{word}",
        ];
        foreach (var caller in (ApiCaller[])[server.Nobody, stranger, owner])
        {
            foreach (var path in paths)
            {
                // Others may be related to it by their words, too.
                string[] expected = path.EndsWith("/related", StringComparison.Ordinal) ? [id] : [id, witness];
                await Eventually.HoldsAsync(async () => Assert.Equal(
                    expected.Where(e => e == witness || state == "public"), (await caller.GetAsync(path)).Expect(200).Json.ItemIds().Intersect([id, witness]).Order()));
            }

            Assert.Equal(state == "public" ? 2 : 1, (await caller.GetAsync($"/v1/search?tag={word}")).Expect(200)["total"].GetInt64());
        }

        foreach (var caller in (ApiCaller[])[server.Nobody, stranger])
        {
            Assert.Equal(state == "public", (await caller.GetAsync($"/v1/users/{owner.Handle}/prompts")).Expect(200).Json.ItemIds().Contains(id));
        }
    }

    [Fact]
    public async Task A_prompt_made_private_is_gone_for_strangers_with_the_answer_to_the_edit()
    {
        var owner = await server.SignUpAsync();
        var stranger = await server.SignUpAsync();
        for (var i = 0; i < 10; i++)
        {
            var id = (await owner.PublishAsync()).Id();
            await stranger.ReadAsync(id);
            await owner.EditAsync(id, new { visibility = "private" });
            (await stranger.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
            (await server.Nobody.GetAsync($"/v1/prompts/{id}/raw")).ExpectProblem(404, "not-found");
            await owner.ReadAsync(id);
        }
    }

    [Fact]
    public async Task An_owner_reading_a_private_prompt_leaves_nothing_in_a_cache_for_others()
    {
        var owner = await server.SignUpAsync();
        var stranger = await server.SignUpAsync();
        var id = (await owner.PublishAsync(visibility: "private")).Id();
        for (var i = 0; i < 5; i++)
        {
            var mine = (await owner.GetAsync($"/v1/prompts/{id}")).Expect(200);
            Assert.Contains("private", mine.Header("Cache-Control"), StringComparison.Ordinal);
            (await stranger.GetAsync($"/v1/prompts/{id}", ("If-None-Match", mine.Header("ETag")!))).ExpectProblem(404, "not-found");
            (await server.Nobody.GetAsync($"/v1/prompts/{id}", ("If-None-Match", "*"))).ExpectProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task A_deleted_prompt_takes_its_old_versions_along()
    {
        var owner = await server.SignUpAsync();
        var id = (await owner.PublishAsync(content: "version one")).Id();
        await owner.EditAsync(id, new { content = "version two" });
        await owner.RemoveAsync(id);
        foreach (var caller in (ApiCaller[])[owner, server.Nobody])
        {
            (await caller.GetAsync($"/v1/prompts/{id}/versions")).ExpectProblem(404, "not-found");
            (await caller.GetAsync($"/v1/prompts/{id}/versions/1")).ExpectProblem(404, "not-found");
        }
    }

    [Fact]
    public async Task Another_users_job_is_404()
    {
        var owner = await server.SignUpAsync();
        var job = (await owner.StartImportAsync("ndjson", "{\"title\":\"a\",\"content\":\"b\"}")).Expect(202)["job"].Id();
        await owner.EndOfAsync(job);
        (await (await server.SignUpAsync()).GetAsync($"/v1/jobs/{job}")).ExpectProblem(404, "not-found");
        foreach (var id in (string[])["job_00000000000000000000000000", "prm_00000000000000000000000000", "job_x", job.ToUpperInvariant()])
        {
            (await owner.GetAsync($"/v1/jobs/{id}")).ExpectProblem(404, "not-found");
        }
    }
}
