using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Forks;

[Collection(Collections.Reactions)]
public sealed class ForkTests(ApiServer server)
{
    private Task ForksAsync(string id, long count) => Eventually.HoldsAsync(async () => Assert.Equal(count, (await server.Nobody.ReadAsync(id)).Number("counts.forks")));

    [Fact]
    public async Task A_fork_is_a_new_prompt_that_remembers_its_source_exactly()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var source = await author.PublishAsync("Source", "one {{a}}", tags: ["x"]);
        var second = await author.EditAsync(source.Id(), new { content = "two {{a}}" });
        var answer = (await forker.PostAsync($"/v1/prompts/{source.Id()}/forks", new { title = "My own" })).Expect(201);
        Assert.Equal($"/v1/prompts/{answer.Json.Id()}", answer.Header("Location"));
        Assert.NotEqual(source.Id(), answer.Json.Id());
        Assert.Equal(forker.Handle, answer["owner.handle"].GetString());
        Assert.Equal(("My own", "my-own", "two {{a}}"), (answer["title"].GetString(), answer["slug"].GetString(), answer["content"].GetString()));
        Assert.Equal(1, answer["version.number"].GetInt32());
        Assert.Equal(0, answer["counts.likes"].GetInt64());
        Assert.Equal(["contentHash", "id", "ownerHandle", "slug", "version"], answer["forkedFrom"].MemberNames());
        Assert.Equal((source.Id(), 2, author.Handle, "source"), (answer["forkedFrom.id"].GetString(), answer["forkedFrom.version"].GetInt32(), answer["forkedFrom.ownerHandle"].GetString(), answer["forkedFrom.slug"].GetString()));
        Assert.Equal(second.Text("version.contentHash"), answer["forkedFrom.contentHash"].GetString());
    }

    [Fact]
    public async Task A_body_is_not_needed_to_fork()
    {
        var author = await server.SignUpAsync();
        var id = (await author.PublishAsync("Plain")).Id();
        Assert.Equal("plain", (await (await server.SignUpAsync()).ForkAsync(id)).Text("slug"));
        Assert.Equal("plain-2", (await author.ForkAsync(id)).Text("slug"));
    }

    [Fact]
    public async Task A_public_fork_counts_once_and_a_private_or_deleted_one_not_at_all()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("fork-"));
        var first = (await forker.PostAsync($"/v1/prompts/{id}/forks", null, key)).Expect(201);
        var again = (await forker.PostAsync($"/v1/prompts/{id}/forks", null, key)).Expect(201);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first.Json.Id(), again.Json.Id());
        var hidden = (await forker.ForkAsync(id, new { visibility = "private" })).Id();
        var unlisted = (await forker.ForkAsync(id, new { visibility = "unlisted" })).Id();
        await ForksAsync(id, 1);
        Assert.Equal([first.Json.Id()], (await server.Nobody.GetAsync($"/v1/prompts/{id}/forks")).Expect(200).Json.ItemIds());

        await forker.EditAsync(hidden, new { visibility = "public" });
        await ForksAsync(id, 2);
        await forker.EditAsync(hidden, new { visibility = "private" });
        await forker.EditAsync(unlisted, new { title = "Still unlisted" });
        await ForksAsync(id, 1);
        await forker.RemoveAsync(first.Json.Id());
        await ForksAsync(id, 0);
        Assert.Empty((await server.Nobody.GetAsync($"/v1/prompts/{id}/forks")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task Fifty_forks_at_once_are_counted_to_the_last()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var id = (await author.PublishAsync("Popular")).Id();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => forker.ForkAsync(id, new { slug = $"popular-{i}" })));
        await ForksAsync(id, 50);
        Assert.Equal(50, (await server.Nobody.WalkAsync($"/v1/prompts/{id}/forks", 7)).Select(p => p.Id()).Distinct().Count());
    }

    [Fact]
    public async Task A_fork_with_the_same_key_answers_the_same_even_after_its_source_went()
    {
        var author = await server.SignUpAsync();
        var forker = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        var key = ("Idempotency-Key", Names.Next("fork-"));
        var first = (await forker.PostAsync($"/v1/prompts/{id}/forks", null, key)).Expect(201);
        await author.RemoveAsync(id);
        var again = (await forker.PostAsync($"/v1/prompts/{id}/forks", null, key)).Expect(201);
        Assert.Equal(first.Json.Id(), again.Json.Id());
        (await forker.PostAsync($"/v1/prompts/{id}/forks")).ExpectProblem(404, "not-found");
    }

    [Theory]
    [InlineData("""{"title":""}""", "title")]
    [InlineData("""{"visibility":"secret"}""", "visibility")]
    [InlineData("""{"slug":"Not a slug"}""", "slug")]
    public async Task A_fork_outside_the_rules_is_refused(string body, string field)
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        (await user.PostAsync($"/v1/prompts/{id}/forks", body)).ExpectInvalid(field);
    }

    [Fact]
    public async Task A_fork_of_a_private_prompt_is_private_and_only_for_its_owner()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync(visibility: "private")).Id();
        Assert.Equal("private", (await user.ForkAsync(id)).Text("visibility"));
        (await (await server.SignUpAsync()).PostAsync($"/v1/prompts/{id}/forks")).ExpectProblem(404, "not-found");
    }
}
