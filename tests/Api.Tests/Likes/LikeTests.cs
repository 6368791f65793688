using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Likes;

[Collection(Collections.Reactions)]
public sealed class LikeTests(ApiServer server)
{
    [Fact]
    public async Task Liking_answers_the_committed_count_and_repeating_changes_nothing()
    {
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        foreach (var _ in (int[])[1, 2])
        {
            var liked = (await reader.PutAsync($"/v1/prompts/{id}/like")).Expect(200);
            Assert.Equal(["liked", "likes"], liked.Json.MemberNames());
            Assert.Equal((true, 1L), (liked["liked"].GetBoolean(), liked["likes"].GetInt64()));
        }

        Assert.Equal(2, await author.LikeAsync(id));
        Assert.Equal(2, (await server.Nobody.ReadAsync(id)).Number("counts.likes"));
        Assert.True((await reader.ReadAsync(id)).At("viewer.liked").GetBoolean());

        foreach (var _ in (int[])[1, 2])
        {
            var unliked = (await reader.DeleteAsync($"/v1/prompts/{id}/like")).Expect(200);
            Assert.Equal((false, 1L), (unliked["liked"].GetBoolean(), unliked["likes"].GetInt64()));
        }

        Assert.False((await reader.ReadAsync(id)).At("viewer.liked").GetBoolean());
        Assert.Equal(1, (await server.Nobody.ReadAsync(id)).Number("counts.likes"));
    }

    [Fact]
    public async Task Saving_answers_the_committed_count_and_repeating_changes_nothing()
    {
        var author = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        foreach (var _ in (int[])[1, 2])
        {
            var saved = (await author.PutAsync($"/v1/prompts/{id}/save")).Expect(200);
            Assert.Equal(["saved", "saves"], saved.Json.MemberNames());
            Assert.Equal((true, 1L), (saved["saved"].GetBoolean(), saved["saves"].GetInt64()));
        }

        Assert.Equal(1, (await server.Nobody.ReadAsync(id)).Number("counts.saves"));
        var taken = (await author.DeleteAsync($"/v1/prompts/{id}/save")).Expect(200);
        Assert.Equal((false, 0L), (taken["saved"].GetBoolean(), taken["saves"].GetInt64()));
        Assert.Equal(0, (await author.DeleteAsync($"/v1/prompts/{id}/save")).Expect(200)["saves"].GetInt64());
    }

    [Fact]
    public async Task Whoever_likes_and_unlikes_at_once_is_never_told_a_count_that_contradicts_the_answer()
    {
        var author = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
                i % 2 == 0 ? author.PutAsync($"/v1/prompts/{id}/like") : author.DeleteAsync($"/v1/prompts/{id}/like")));
            foreach (var answer in answers) Assert.Equal(answer.Expect(200)["liked"].GetBoolean() ? 1 : 0, answer["likes"].GetInt64());
        }

        var last = (await author.PutAsync($"/v1/prompts/{id}/like")).Expect(200)["likes"].GetInt64();
        Assert.Equal((1, 1), (last, (await author.ReadAsync(id)).Number("counts.likes")));
    }

    [Fact]
    public async Task Counts_are_the_edges_after_64_clients_liked_unliked_and_repeated_on_20_prompts()
    {
        const int Clients = 64;
        const int Prompts = 20;
        var author = await server.SignUpAsync();
        var users = await server.SignUpManyAsync(Clients);
        var word = Names.Word();
        var ids = await Task.WhenAll(Enumerable.Range(0, Prompts).Select(async i => (await author.PublishAsync($"{word} {i}")).Id()));
        var liked = new bool[Clients, Prompts];

        await Parallel.ForEachAsync(Enumerable.Range(0, Clients), new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (client, _) =>
        {
            // Each client goes its own way through the prompts, from a seed, so that a failing run can be repeated.
            var random = new Random(client);
            for (var step = 0; step < 30; step++)
            {
                var prompt = random.Next(Prompts);
                var like = random.Next(3) > 0;
                var repeats = random.Next(4) == 0 ? 3 : 1;
                var answers = await Task.WhenAll(Enumerable.Range(0, repeats).Select(_ =>
                    like ? users[client].PutAsync($"/v1/prompts/{ids[prompt]}/like") : users[client].DeleteAsync($"/v1/prompts/{ids[prompt]}/like")));
                foreach (var answer in answers) Assert.Equal(like, answer.Expect(200)["liked"].GetBoolean());
                liked[client, prompt] = like;
            }
        });

        for (var prompt = 0; prompt < Prompts; prompt++)
        {
            var expected = Enumerable.Range(0, Clients).Count(client => liked[client, prompt]);
            Assert.Equal(expected, (await server.Nobody.ReadAsync(ids[prompt])).Number("counts.likes"));
        }

        for (var client = 0; client < Clients; client++)
        {
            var edges = (await users[client].GetAsync("/v1/me/likes?limit=100")).Expect(200).Json.ItemIds();
            Assert.Equal(Enumerable.Range(0, Prompts).Where(prompt => liked[client, prompt]).Select(prompt => ids[prompt]).Order(), edges.Order());
        }

        // Search and board follow to the same numbers.
        var order = ids.Select((id, prompt) => (Id: id, Likes: Enumerable.Range(0, Clients).Count(client => liked[client, prompt]))).ToList();
        await Eventually.HoldsAsync(async () =>
        {
            var found = (await server.Nobody.GetAsync($"/v1/search?q={word}&sort=liked&limit=100")).Expect(200)["items"].EnumerateArray()
                .Select(i => (i.At("prompt").Id(), i.Number("prompt.counts.likes"))).ToList();
            Assert.Equal(Prompts, found.Count);
            Assert.Equal(order.Select(o => (long)o.Likes).OrderDescending(), found.Select(f => f.Item2));
        });
        Assert.Equal(order.Sum(o => o.Likes), (await Eventually.AsksUntilAsync(
            async () => (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.likesReceived"].GetInt64(), n => n == order.Sum(o => o.Likes))));
    }

    [Fact]
    public async Task My_likes_are_listed_latest_first_whatever_happened_to_the_prompts()
    {
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var ids = new List<string>();
        for (var i = 0; i < 6; i++) ids.Add((await author.PublishAsync()).Id());
        foreach (var id in ids) await reader.LikeAsync(id);
        await author.RemoveAsync(ids[1]);
        await author.EditAsync(ids[3], new { visibility = "private" });
        await reader.UnlikeAsync(ids[4]);
        await reader.LikeAsync(ids[4]);

        var all = await reader.WalkAsync("/v1/me/likes", 2);
        Assert.Equal([ids[4], ids[5], ids[2], ids[0]], all.Select(p => p.Id()));
        Assert.All(all, p => Assert.True(p.At("viewer.liked").GetBoolean()));
    }

    [Fact]
    public async Task My_saves_are_mine_alone()
    {
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var id = (await author.PublishAsync()).Id();
        await reader.SaveAsync(id);
        Assert.Equal([id], (await reader.GetAsync("/v1/me/saves")).Expect(200).Json.ItemIds());
        Assert.Empty((await author.GetAsync("/v1/me/saves")).Expect(200).Json.ItemIds());
    }

    [Fact]
    public async Task Walking_my_likes_while_liking_more_repeats_and_hides_nothing()
    {
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var ids = new List<string>();
        for (var i = 0; i < 9; i++) ids.Add((await author.PublishAsync()).Id());
        foreach (var id in ids) await reader.LikeAsync(id);
        var all = await reader.WalkAsync("/v1/me/likes", 2, async _ => await reader.LikeAsync((await author.PublishAsync()).Id()));
        Assert.Equal(ids.AsEnumerable().Reverse(), all.Select(p => p.Id()));
    }

    [Theory]
    [InlineData("prm_00000000000000000000000000")]
    [InlineData("prm_0000000000000000000000000")]
    [InlineData("PRM_00000000000000000000000000")]
    [InlineData("prm_0000000000000000000000000I")]
    [InlineData("usr_00000000000000000000000000")]
    [InlineData("like")]
    public async Task What_is_no_prompt_cannot_be_liked_or_saved(string id)
    {
        var user = await server.SignUpAsync();
        foreach (var kind in (string[])["like", "save"])
        {
            (await user.PutAsync($"/v1/prompts/{id}/{kind}")).ExpectProblem(404, "not-found");
            (await user.DeleteAsync($"/v1/prompts/{id}/{kind}")).ExpectProblem(404, "not-found");
        }
    }
}
