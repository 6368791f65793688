using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Moderation;

[Collection(Collections.Moderation)]
public sealed class DecisionTests(ModeratedServer moderated)
{
    private ApiServer Server => moderated.Server;

    private async Task<string[]> QueueAsync(string state) => [.. (await moderated.Moderator.WalkAsync($"/v1/moderation/queue?state={state}", 50)).Select(c => c.Text("promptId"))];

    [Fact]
    public async Task The_owner_is_told_why_and_sees_the_prompt_as_before()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        Assert.False((await owner.ReadAsync(id)).TryGetProperty("moderation", out _));
        await moderated.DecideAsync(id, "hide", "It names a person.");
        var mine = await owner.ReadAsync(id);
        Assert.Equal(("hidden", "It names a person."), (mine.Text("moderation.state"), mine.Text("moderation.reason")));
        Assert.Equal("It names a person.", (await moderated.Moderator.ReadAsync(id)).Text("moderation.reason"));
        (await stranger.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
        Assert.Equal("It names a person.", (await owner.GetAsync($"/v1/users/{owner.Handle}/prompts")).Expect(200)["items"].EnumerateArray().Single().Text("moderation.reason"));

        await moderated.DecideAsync(id, "restore", "The name was a character's.");
        Assert.Equal(("restored", "The name was a character's."), ((await owner.ReadAsync(id)).Text("moderation.state"), (await owner.ReadAsync(id)).Text("moderation.reason")));
        Assert.False((await stranger.ReadAsync(id)).TryGetProperty("moderation", out _));
        Assert.False((await Server.Nobody.ReadAsync(id)).TryGetProperty("moderation", out _));
    }

    [Fact]
    public async Task A_decision_is_appealed_once_and_answered_by_the_next()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = "Why?" })).ExpectProblem(409, "conflict");
        await moderated.DecideAsync(id, "hide", "Spam.");
        Assert.True((await owner.GetAsync($"/v1/prompts/{id}/moderation")).Expect(200)["canAppeal"].GetBoolean());
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = " " })).ExpectInvalid("text");
        (await stranger.PostAsync($"/v1/prompts/{id}/appeals", new { text = "Why?" })).ExpectProblem(404, "not-found");
        (await moderated.Moderator.PostAsync($"/v1/prompts/{id}/appeals", new { text = "Why?" })).ExpectProblem(404, "not-found");
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = "It is no spam." })).Expect(201);
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = "Really." })).ExpectProblem(409, "conflict");
        foreach (var state in (string[])["open", "appealed", "hidden"]) Assert.Contains(id, await QueueAsync(state));
        Assert.DoesNotContain(id, await QueueAsync("closed"));
        Assert.Equal("It is no spam.", (await moderated.Moderator.GetAsync($"/v1/moderation/{id}")).Expect(200)["appeal.text"].GetString());

        await moderated.DecideAsync(id, "dismiss", "It is.");
        var status = (await owner.GetAsync($"/v1/prompts/{id}/moderation")).Expect(200);
        Assert.Equal((false, JsonValueKind.Null, "hidden"), (status["canAppeal"].GetBoolean(), status["appeal"].ValueKind, status["moderation.state"].GetString()));
        Assert.Contains(id, await QueueAsync("hidden"));
        Assert.Contains(id, await QueueAsync("closed"));
        foreach (var state in (string[])["open", "appealed"]) Assert.DoesNotContain(id, await QueueAsync(state));

        await moderated.DecideAsync(id, "restore");
        await moderated.DecideAsync(id, "hide", "Spam after all.");
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = "A new decision, a new appeal." })).Expect(201);
    }

    [Fact]
    public async Task What_moderators_delete_is_gone_and_the_owner_may_read_why()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        (await stranger.PostAsync($"/v1/prompts/{id}/reports", new { reason = "illegal" })).Expect(201);
        await moderated.DecideAsync(id, "delete", "Against the law.");
        foreach (var caller in (ApiCaller[])[owner, stranger, Server.Nobody, moderated.Moderator]) (await caller.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
        var status = (await owner.GetAsync($"/v1/prompts/{id}/moderation")).Expect(200);
        Assert.Equal(("deleted", "Against the law.", false), (status["moderation.state"].GetString(), status["moderation.reason"].GetString(), status["canAppeal"].GetBoolean()));
        (await stranger.GetAsync($"/v1/prompts/{id}/moderation")).ExpectProblem(404, "not-found");
        Assert.Equal("deleted", (await moderated.Moderator.GetAsync($"/v1/moderation/{id}")).Expect(200)["state"].GetString());
        (await moderated.Moderator.PostAsync($"/v1/moderation/{id}", new { action = "restore" })).ExpectProblem(404, "not-found");
        Assert.Contains(id, await QueueAsync("closed"));
    }

    [Fact]
    public async Task A_prompt_that_its_owner_deletes_leaves_the_queue()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        (await stranger.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).Expect(201);
        Assert.Contains(id, await QueueAsync("open"));
        await owner.RemoveAsync(id);
        Assert.DoesNotContain(id, await QueueAsync("open"));
        Assert.Contains((await moderated.Moderator.WalkAsync("/v1/moderation/audit", 100)), e => e.Text("subject") == id && e.Text("action") == "withdrawn");
    }

    [Fact]
    public async Task Hiding_cannot_be_got_round_by_editing_or_forking()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        await moderated.DecideAsync(id, "hide", "Spam.");
        await owner.EditAsync(id, new { visibility = "unlisted" });
        await owner.EditAsync(id, new { visibility = "public", content = "Something else" });
        (await stranger.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
        (await owner.PostAsync($"/v1/prompts/{id}/forks")).ExpectProblem(403, "forbidden");
        (await stranger.PostAsync($"/v1/prompts/{id}/forks")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task A_prompt_that_others_hid_stays_private_for_moderators_too()
    {
        var owner = await Server.SignUpAsync();
        var id = (await owner.PublishAsync(visibility: "private")).Id();
        (await moderated.Moderator.GetAsync($"/v1/prompts/{id}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Decisions_that_make_no_sense_are_refused()
    {
        var owner = await Server.SignUpAsync();
        var id = (await owner.PublishAsync()).Id();
        Task<Answer> AskAsync(object body) => moderated.Moderator.PostAsync($"/v1/moderation/{id}", body);
        (await AskAsync(new { action = "burn" })).ExpectInvalid("action");
        (await AskAsync(new { action = "hide" })).ExpectInvalid("reason");
        (await AskAsync(new { action = "hide", reason = new string('x', 1_001) })).ExpectInvalid("reason");
        (await AskAsync(new { action = "restore" })).ExpectProblem(409, "conflict");
        (await AskAsync(new { action = "dismiss" })).ExpectProblem(409, "conflict");
        (await AskAsync(new { action = "unfeature" })).ExpectProblem(409, "conflict");
        (await moderated.Moderator.PostAsync("/v1/moderation/prm_00000000000000000000000000", new { action = "dismiss" })).ExpectProblem(404, "not-found");
        (await moderated.Moderator.GetAsync($"/v1/moderation/{id}")).ExpectProblem(404, "not-found");
        (await moderated.Moderator.GetAsync("/v1/moderation/queue?state=all")).ExpectInvalid("state");
    }

    [Fact]
    public async Task A_repeated_decision_counts_once()
    {
        var owner = await Server.SignUpAsync();
        var id = (await owner.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("decide-"));
        var first = (await moderated.Moderator.PostAsync($"/v1/moderation/{id}", new { action = "hide", reason = "x" }, key)).Expect(200);
        var again = (await moderated.Moderator.PostAsync($"/v1/moderation/{id}", new { action = "hide", reason = "x" }, key)).Expect(200);
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        Assert.Single((await moderated.Moderator.WalkAsync("/v1/moderation/audit", 100)), e => e.Text("subject") == id);
    }

    [Fact]
    public async Task The_audit_trail_tells_everything_in_order()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        (await stranger.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).Expect(201);
        await moderated.DecideAsync(id, "hide", "Spam.");
        (await owner.PostAsync($"/v1/prompts/{id}/appeals", new { text = "No." })).Expect(201);
        await moderated.DecideAsync(id, "restore", "Sorry.");
        await moderated.DecideAsync(id, "feature");
        var trail = (await moderated.Moderator.WalkAsync("/v1/moderation/audit", 3)).Where(e => e.Text("subject") == id).Reverse().ToList();
        Assert.Equal(["reported", "hide", "appealed", "restore", "feature"], trail.Select(e => e.Text("action")));
        Assert.False(trail[0].TryGetProperty("actor", out _));
        Assert.Equal([ModeratedServer.ModeratorHandle, owner.Handle, ModeratedServer.ModeratorHandle], trail.Skip(1).Take(3).Select(e => e.Text("actor.handle")));
        Assert.Equal(("Spam.", 1), (trail[1].Text("reason"), trail[1].Number("decision")));
    }

    [Theory]
    [InlineData("GET", "/v1/moderation/queue")]
    [InlineData("GET", "/v1/moderation/audit")]
    [InlineData("GET", "/v1/moderation/prm_00000000000000000000000000")]
    [InlineData("POST", "/v1/moderation/prm_00000000000000000000000000")]
    public async Task The_desk_is_for_moderators(string method, string path)
    {
        var stranger = await Server.SignUpAsync();
        (await Server.Nobody.SendAsync(method, path, null)).ExpectProblem(401, "unauthenticated");
        (await stranger.SendAsync(method, path, null)).ExpectProblem(403, "forbidden");
    }
}
