using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Moderation;

[Collection(Collections.Moderation)]
public sealed class ReportTests(ModeratedServer moderated)
{
    private ApiServer Server => moderated.Server;

    private async Task<JsonElement> CaseAsync(string id) => (await moderated.Moderator.GetAsync($"/v1/moderation/{id}")).Expect(200).Json;

    [Fact]
    public async Task A_report_stands_in_the_queue_with_counts_by_reason()
    {
        var owner = await Server.SignUpAsync();
        var (ann, bob, eve) = (await Server.SignUpAsync(), await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        var report = (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam", note = "Sells pills." })).Expect(201);
        Assert.Equal((id, "spam", "Sells pills."), (report["promptId"].GetString(), report["reason"].GetString(), report["note"].GetString()));
        (await bob.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).Expect(201);
        (await eve.PostAsync($"/v1/prompts/{id}/reports", new { reason = "copyright" })).Expect(201);

        var found = (await moderated.Moderator.WalkAsync("/v1/moderation/queue", 100)).Single(c => c.Text("promptId") == id);
        Assert.Equal((3, "visible"), (found.Number("reports"), found.Text("state")));
        Assert.Equal([("spam", 2), ("copyright", 1)], found.At("reasons").EnumerateArray().Select(r => (r.Text("reason"), (int)r.Number("count"))));
        Assert.Equal([eve.Handle, bob.Handle, ann.Handle], found.At("latest").EnumerateArray().Select(r => r.Text("reporter.handle")));
        Assert.Equal(id, found.Text("prompt.id"));
    }

    [Fact]
    public async Task One_report_is_open_per_user_and_prompt_until_moderators_answer()
    {
        var (owner, ann) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("report-"));
        var first = (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" }, key)).Expect(201);
        var again = (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" }, key)).Expect(201);
        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "abuse" })).ExpectProblem(409, "conflict");
        Assert.Equal(1, (await CaseAsync(id)).Number("reports"));
        await moderated.DecideAsync(id, "dismiss");
        Assert.Equal(0, (await CaseAsync(id)).Number("reports"));
        (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "abuse" })).Expect(201);
    }

    [Fact]
    public async Task Many_reports_at_once_are_each_counted_once()
    {
        var owner = await Server.SignUpAsync();
        var id = (await owner.PublishAsync()).Id();
        var reporters = await Server.SignUpManyAsync(12);
        var answers = await Task.WhenAll(reporters.Concat(reporters).Select(r => r.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })));
        Assert.Equal(12, answers.Count(a => a.Status == 201));
        Assert.Equal(12, (await CaseAsync(id)).Number("reports"));
    }

    [Fact]
    public async Task What_is_no_report_is_refused()
    {
        var (owner, ann) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "dislike" })).ExpectInvalid("reason");
        (await ann.PostAsync($"/v1/prompts/{id}/reports", new { })).ExpectInvalid("reason");
        (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam", note = new string('x', 1_001) })).ExpectInvalid("note");
        (await owner.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).ExpectProblem(403, "forbidden");
        (await Server.Nobody.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam" })).ExpectProblem(401, "unauthenticated");
        (await ann.PostAsync("/v1/prompts/prm_00000000000000000000000000/reports", new { reason = "spam" })).ExpectProblem(404, "not-found");
        var hidden = (await owner.PublishAsync(visibility: "private")).Id();
        (await ann.PostAsync($"/v1/prompts/{hidden}/reports", new { reason = "spam" })).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Reports_are_limited_per_user()
    {
        await using var strict = await ApiServer.StartAsync(("Moderation:ReportsPerHour", "2"));
        var (owner, ann, bob) = (await strict.SignUpAsync(), await strict.SignUpAsync(), await strict.SignUpAsync());
        string[] ids = [(await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id()];
        (await ann.PostAsync($"/v1/prompts/{ids[0]}/reports", new { reason = "spam" })).Expect(201);
        // What is refused costs nothing.
        for (var i = 0; i < 3; i++)
        {
            (await ann.PostAsync($"/v1/prompts/{ids[0]}/reports", new { reason = "spam" })).ExpectProblem(409, "conflict");
            (await ann.PostAsync($"/v1/prompts/{ids[1]}/reports", new { reason = "dull" })).ExpectProblem(400, "validation");
        }

        (await ann.PostAsync($"/v1/prompts/{ids[1]}/reports", new { reason = "spam" })).Expect(201);
        var refused = (await ann.PostAsync($"/v1/prompts/{ids[2]}/reports", new { reason = "spam" })).ExpectProblem(429, "rate-limited");
        Assert.Equal("1800", refused.Header("Retry-After"));
        (await bob.PostAsync($"/v1/prompts/{ids[2]}/reports", new { reason = "spam" })).Expect(201);
    }

    [Fact]
    public async Task A_reporter_who_goes_leaves_the_report_without_a_name_or_a_note()
    {
        var (owner, ann, bob) = (await Server.SignUpAsync(), await Server.SignUpAsync(), await Server.SignUpAsync());
        string[] ids = [(await owner.PublishAsync()).Id(), (await owner.PublishAsync()).Id()];
        foreach (var id in ids) (await ann.PostAsync($"/v1/prompts/{id}/reports", new { reason = "spam", note = "I am Ann Onymous." })).Expect(201);
        (await bob.PostAsync($"/v1/prompts/{ids[0]}/reports", new { reason = "abuse", note = "Bob's note" })).Expect(201);
        await moderated.DecideAsync(ids[1], "dismiss");
        (await ann.SendAsync("DELETE", "/v1/me", ApiCaller.JsonOf(new { password = ApiCaller.Password }))).Expect(204);
        await Eventually.HoldsAsync(async () =>
        {
            var found = await CaseAsync(ids[0]);
            Assert.Equal(2, found.Number("reports"));
            Assert.Equal([bob.UserId], found.At("latest").EnumerateArray().Where(r => r.TryGetProperty("reporter", out _)).Select(r => r.Text("reporter.id")));
            Assert.DoesNotContain(ann.UserId, found.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("Onymous", found.GetRawText(), StringComparison.Ordinal);
            Assert.Contains(found.At("latest").EnumerateArray(), r => r.Text("note") == "Bob's note");
        });
    }
}
