using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Ledger;
using PromptGrid.Projections.Comments;

namespace PromptGrid.Api.Tests.Comments;

[Collection(Collections.Social)]
public sealed class CommentTests(ApiServer server)
{
    private async Task<(ApiCaller Owner, ApiCaller Reader, string Id)> ArrangeAsync(string? visibility = null)
    {
        var owner = await server.SignUpAsync();
        return (owner, await server.SignUpAsync(), (await owner.PublishAsync(visibility: visibility)).Id());
    }

    private async Task<long> CountAsync(string id) => (await server.Nobody.ReadAsync(id)).Number("counts.comments");

    [Fact]
    public async Task A_comment_is_answered_whole_and_counted()
    {
        var (_, reader, id) = await ArrangeAsync();
        var comment = await reader.CommentAsync(id, "Nice.\nReally é 中 😀");
        Assert.Equal(["author", "body", "createdAt", "deletedAt", "depth", "id", "parentId", "promptId", "replies"], comment.MemberNames());
        Assert.Matches("^cmt_[0-9a-hjkmnp-tv-z]{26}$", comment.Id());
        Assert.Equal((id, "Nice.\nReally é 中 😀", reader.Handle), (comment.Text("promptId"), comment.Text("body"), comment.Text("author.handle")));
        Assert.Equal(1, await CountAsync(id));
        var listed = Assert.Single((await server.Nobody.GetAsync($"/v1/prompts/{id}/comments")).Expect(200)["items"].EnumerateArray());
        Assert.Equal(comment.GetRawText(), listed.GetRawText());
    }

    [Fact]
    public async Task Threads_are_read_level_by_level_and_a_tombstone_keeps_its_answers()
    {
        var (owner, reader, id) = await ArrangeAsync();
        var first = (await reader.CommentAsync(id, "first")).Id();
        var second = (await owner.CommentAsync(id, "second")).Id();
        var answer = await owner.CommentAsync(id, "answer", first);
        var later = (await reader.CommentAsync(id, "later answer", first)).Id();
        Assert.Equal((first, 1L), (answer.Text("parentId"), answer.Number("depth")));
        Assert.Equal([second, first], (await reader.GetAsync($"/v1/prompts/{id}/comments")).Expect(200).Json.ItemIds());
        Assert.Equal([first, second], (await reader.GetAsync($"/v1/prompts/{id}/comments?sort=oldest")).Expect(200).Json.ItemIds());
        Assert.Equal([answer.Id(), later], (await reader.GetAsync($"/v1/prompts/{id}/comments?parentId={first}")).Expect(200).Json.ItemIds());
        Assert.Equal([later, answer.Id()], (await reader.GetAsync($"/v1/prompts/{id}/comments?parentId={first}&sort=newest")).Expect(200).Json.ItemIds());

        (await reader.DeleteAsync($"/v1/comments/{first}")).Expect(204);
        (await reader.DeleteAsync($"/v1/comments/{first}")).Expect(204);
        Assert.Equal(3, await CountAsync(id));
        var tombstone = (await reader.GetAsync($"/v1/prompts/{id}/comments?sort=oldest")).Expect(200)["items"][0];
        Assert.Equal(first, tombstone.Id());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.String), (tombstone.At("body").ValueKind, tombstone.At("author").ValueKind, tombstone.At("deletedAt").ValueKind));
        Assert.Equal(2, tombstone.Number("replies"));
        Assert.Equal([answer.Id(), later], (await reader.GetAsync($"/v1/prompts/{id}/comments?parentId={first}")).Expect(200).Json.ItemIds());
        (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "too late", parentId = first })).ExpectProblem(400, "validation");
    }

    [Fact]
    public async Task The_text_of_a_deleted_comment_is_nowhere_in_the_ledger()
    {
        var (_, reader, id) = await ArrangeAsync();
        var word = Names.Word();
        var answer = (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = word }, ("Idempotency-Key", word + "-key"))).Expect(201);
        var comment = answer.Json.Id();
        (await reader.DeleteAsync($"/v1/comments/{comment}")).Expect(204);
        var ledger = server.Services.GetRequiredService<ILedgerReader>();
        Assert.DoesNotContain(word, (await ledger.ReadDocumentAsync(comment))!.Body, StringComparison.Ordinal);
        var operation = await ledger.ReadOperationAsync($"{reader.UserId}:{word}-key");
        Assert.DoesNotContain(word, operation!.Result, StringComparison.Ordinal);
        var again = (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = word }, ("Idempotency-Key", word + "-key"))).Expect(201);
        Assert.Equal(("true", comment, JsonValueKind.Null), (again.Header("Idempotency-Replayed"), again.Json.Id(), again["body"].ValueKind));
        Assert.Equal(0, await CountAsync(id));
    }

    [Fact]
    public async Task A_repeated_comment_is_one_and_the_same_key_with_another_body_is_refused()
    {
        var (owner, reader, id) = await ArrangeAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "once" }, ("Idempotency-Key", "k-" + id))));
        Assert.Single(answers.Select(a => a.Expect(201).Json.Id()).Distinct());
        Assert.Equal(9, answers.Count(a => a.Header("Idempotency-Replayed") == "true"));
        Assert.Equal(1, await CountAsync(id));
        (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "other" }, ("Idempotency-Key", "k-" + id))).ExpectProblem(409, "conflict");
        // Whoever lost the first answer learns of it also when the prompt is gone by now.
        await owner.RemoveAsync(id);
        var late = (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "once" }, ("Idempotency-Key", "k-" + id))).Expect(201);
        Assert.Equal((answers[0].Json.Id(), "true"), (late.Json.Id(), late.Header("Idempotency-Replayed")));
    }

    [Fact]
    public async Task Author_and_owner_may_delete_and_nobody_else()
    {
        var (owner, reader, id) = await ArrangeAsync();
        var stranger = await server.SignUpAsync();
        var comment = (await reader.CommentAsync(id, "mine")).Id();
        (await stranger.DeleteAsync($"/v1/comments/{comment}")).ExpectProblem(403, "forbidden");
        (await server.Nobody.DeleteAsync($"/v1/comments/{comment}")).ExpectProblem(401, "unauthenticated");
        Assert.Equal(1, await CountAsync(id));
        (await owner.DeleteAsync($"/v1/comments/{comment}")).Expect(204);
        foreach (var wrong in (string[])["cmt_00000000000000000000000000", "cmt_x", id, "x"]) (await owner.DeleteAsync($"/v1/comments/{wrong}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Moderators_delete_any_comment_and_read_those_of_hidden_prompts()
    {
        await using var moderated = await ApiServer.StartAsync(("PROMPTGRID_MODERATORS", "chief"));
        var (chief, owner, reader) = (await moderated.SignUpAsync("chief"), await moderated.SignUpAsync(), await moderated.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        var (first, second) = ((await reader.CommentAsync(id, "one")).Id(), (await reader.CommentAsync(id, "two")).Id());
        (await chief.DeleteAsync($"/v1/comments/{first}")).Expect(204);
        (await chief.PostAsync($"/v1/moderation/{id}", new { action = "hide", reason = "spam" })).Expect(200);
        foreach (var caller in (ApiCaller[])[reader, moderated.Nobody]) (await caller.GetAsync($"/v1/prompts/{id}/comments")).ExpectProblem(404, "not-found");
        (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "three" })).ExpectProblem(404, "not-found");
        (await reader.DeleteAsync($"/v1/comments/{second}")).ExpectProblem(404, "not-found");
        foreach (var caller in (ApiCaller[])[chief, owner]) Assert.Equal([second, first], (await caller.GetAsync($"/v1/prompts/{id}/comments")).Expect(200).Json.ItemIds());
        (await chief.DeleteAsync($"/v1/comments/{second}")).Expect(204);
        Assert.Equal(0, (await owner.ReadAsync(id)).Number("counts.comments"));
    }

    [Fact]
    public async Task Deletes_of_one_comment_at_once_count_once()
    {
        var (owner, reader, id) = await ArrangeAsync();
        for (var round = 0; round < 5; round++)
        {
            var kept = await reader.CommentAsync(id, "kept");
            var comment = (await reader.CommentAsync(id, "gone")).Id();
            Assert.Equal(round + 2, await CountAsync(id));
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? owner : reader).DeleteAsync($"/v1/comments/{comment}")));
            Assert.All(answers, a => a.Expect(204));
            Assert.Equal(round + 1, await CountAsync(id));
        }
    }

    [Fact]
    public async Task Many_comments_at_once_are_all_counted_and_listed()
    {
        var (_, _, id) = await ArrangeAsync();
        var users = await server.SignUpManyAsync(8);
        await Parallel.ForEachAsync(Enumerable.Range(0, 80), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (n, _) => await users[n % 8].CommentAsync(id, $"number {n}"));
        Assert.Equal(80, await CountAsync(id));
        var all = await server.Nobody.WalkAsync($"/v1/prompts/{id}/comments", 7);
        Assert.Equal(80, all.Select(c => c.Text("body")).Distinct().Count());
        Assert.Equal(all.Select(c => c.Id()).Reverse(), (await server.Nobody.WalkAsync($"/v1/prompts/{id}/comments?sort=oldest", 9)).Select(c => c.Id()));
    }

    [Fact]
    public async Task Walking_comments_while_more_come_repeats_and_hides_nothing()
    {
        var (_, reader, id) = await ArrangeAsync();
        var ids = new List<string>();
        for (var i = 0; i < 9; i++) ids.Add((await reader.CommentAsync(id, "before")).Id());
        var newest = await reader.WalkAsync($"/v1/prompts/{id}/comments", 2, async _ => await reader.CommentAsync(id, "meanwhile"));
        Assert.Equal(ids.AsEnumerable().Reverse(), newest.Select(c => c.Id()));
        var oldest = await reader.WalkAsync($"/v1/prompts/{id}/comments?sort=oldest", 4);
        Assert.Equal(ids, oldest.Take(9).Select(c => c.Id()));
        Assert.Equal(13, oldest.Select(c => c.Id()).Distinct().Count());
    }

    [Fact]
    public async Task Bodies_parents_and_depth_are_limited()
    {
        var (_, reader, id) = await ArrangeAsync();
        foreach (var body in (string?[])[null, "", "  \n ", "a\0b", new string('x', 10_001)])
        {
            var refused = (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body })).ExpectProblem(400, "validation");
            Assert.True(refused["errors"].TryGetProperty("body", out _));
        }

        await reader.CommentAsync(id, new string('x', 10_000));
        var other = await reader.CommentAsync((await reader.PublishAsync()).Id(), "elsewhere");
        foreach (var parentId in (string[])[other.Id(), "cmt_00000000000000000000000000", "cmt_", id, ""])
        {
            var refused = (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "x", parentId })).ExpectProblem(400, "validation");
            Assert.True(refused["errors"].TryGetProperty("parentId", out _));
        }

        string? parent = null;
        for (var depth = 0; depth <= 7; depth++)
        {
            var comment = await reader.CommentAsync(id, "deeper", parent);
            Assert.Equal(depth, comment.Number("depth"));
            parent = comment.Id();
        }

        (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "too deep", parentId = parent })).ExpectProblem(400, "validation");
        foreach (var query in (string[])["limit=0", "limit=101", "sort=best", "cursor=x", "sort=newest&sort=oldest"]) (await reader.GetAsync($"/v1/prompts/{id}/comments?{query}")).ExpectProblem(400, "validation");
        foreach (var wrong in (string[])["cmt_00000000000000000000000000", "x", other.Id()]) (await reader.GetAsync($"/v1/prompts/{id}/comments?parentId={wrong}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Comments_are_visible_as_the_prompt_is()
    {
        var (owner, reader, id) = await ArrangeAsync();
        var comment = (await reader.CommentAsync(id, "while it was public")).Id();
        await owner.EditAsync(id, new { visibility = "private" });
        foreach (var caller in (ApiCaller[])[reader, server.Nobody])
        {
            (await caller.GetAsync($"/v1/prompts/{id}/comments")).ExpectProblem(404, "not-found");
            (await caller.GetAsync($"/v1/prompts/{id}/comments?parentId={comment}")).ExpectProblem(404, "not-found");
        }

        (await reader.PostAsync($"/v1/prompts/{id}/comments", new { body = "again" })).ExpectProblem(404, "not-found");
        (await reader.DeleteAsync($"/v1/comments/{comment}")).ExpectProblem(404, "not-found");
        Assert.Equal([comment], (await owner.GetAsync($"/v1/prompts/{id}/comments")).Expect(200).Json.ItemIds());
        await owner.RemoveAsync(id);
        (await owner.GetAsync($"/v1/prompts/{id}/comments")).ExpectProblem(404, "not-found");
        (await owner.DeleteAsync($"/v1/comments/{comment}")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task Comments_move_in_the_prompts_stream_and_on_the_boards()
    {
        var owner = await server.SignUpAsync();
        var tag = Names.Word();
        var id = (await owner.PublishAsync(tags: [tag])).Id();
        using var stream = await server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        var comment = (await owner.CommentAsync(id, "look")).Id();
        await stream.UntilAsync(e => e.Json.Number("counts.comments") == 1);
        var board = await Eventually.AsksUntilAsync(async () => (await server.Nobody.GetAsync($"/v1/trending?scope=tag:{tag}")).Expect(200).Json, b => b.ItemIds().Contains(id));
        Assert.Equal(id, board.ItemIds().Single());
        (await owner.DeleteAsync($"/v1/comments/{comment}")).Expect(204);
        await stream.UntilAsync(e => e.Json.Number("counts.comments") == 0);
        await Eventually.HoldsAsync(async () => Assert.Empty((await server.Nobody.GetAsync($"/v1/trending?scope=tag:{tag}")).Expect(200).Json.ItemIds()));
    }

    [Fact]
    public async Task Erasing_a_user_leaves_tombstones_without_an_author_on_any_prompt()
    {
        var (owner, reader, id) = await ArrangeAsync();
        var hidden = (await owner.PublishAsync()).Id();
        var first = (await reader.CommentAsync(id, "one")).Id();
        var deleted = (await reader.CommentAsync(id, "two")).Id();
        var other = (await owner.CommentAsync(id, "stays", first)).Id();
        var onHidden = (await reader.CommentAsync(hidden, "three")).Id();
        (await reader.DeleteAsync($"/v1/comments/{deleted}")).Expect(204);
        await owner.EditAsync(hidden, new { visibility = "private" });
        for (var i = 0; i < 2; i++) await server.Services.GetServices<IPersonalData>().OfType<CommentData>().Single().EraseAsync(reader.UserId, default);
        Assert.Equal(1, await CountAsync(id));
        Assert.Equal(0, (await owner.ReadAsync(hidden)).Number("counts.comments"));
        Assert.Equal([other], (await owner.GetAsync($"/v1/prompts/{id}/comments?parentId={first}")).Expect(200).Json.ItemIds());
        var ledger = server.Services.GetRequiredService<ILedgerReader>();
        foreach (var comment in (string[])[first, deleted, onHidden]) Assert.DoesNotContain(reader.UserId, (await ledger.ReadDocumentAsync(comment))!.Body, StringComparison.Ordinal);
        Assert.Empty(await ledger.ListEdgesFromAsync("wrote", reader.UserId, null, 10));
    }
}
