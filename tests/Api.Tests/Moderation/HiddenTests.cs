using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Moderation;

/// <summary>A hidden prompt is nowhere to be seen, and comes back whole.</summary>
[Collection(Collections.Moderation)]
public sealed class HiddenTests(ModeratedServer moderated)
{
    private ApiServer Server => moderated.Server;

    [Fact]
    public async Task It_leaves_lists_search_boards_lineage_and_counts_and_comes_back()
    {
        var (owner, forker) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var word = Names.Word();
        var source = (await owner.PublishAsync($"{word} source", tags: [word], category: word)).Id();
        var fork = (await forker.ForkAsync(source, new { title = $"{word} fork" })).Id();
        await owner.LikeAsync(source);
        await owner.LikeAsync(fork);

        async Task ExpectAsync(bool forkIsThere)
        {
            string[] ids = forkIsThere ? [fork, source] : [source];
            string[] paths =
            [
                $"/v1/search?q={word}", $"/v1/prompts?tag={word}", $"/v1/prompts?category={word}&sort=liked", $"/v1/prompts?tag={word}&sort=trending", $"/v1/trending?scope=tag:{word}",
            ];
            foreach (var caller in (ApiCaller[])[Server.Nobody, owner, forker, moderated.Moderator])
            {
                foreach (var path in paths)
                {
                    await Eventually.HoldsAsync(async () => Assert.Equal(ids.Order(), (await caller.GetAsync(path)).Expect(200).Json.ItemIds().Order()));
                }

                await Eventually.HoldsAsync(async () =>
                {
                    Assert.Equal(forkIsThere ? [fork] : [], (await caller.GetAsync($"/v1/prompts/{source}/forks")).Expect(200).Json.ItemIds());
                    Assert.Equal(forkIsThere ? 1 : 0, (await caller.GetAsync($"/v1/prompts/{source}/lineage")).Expect(200)["forks"].GetArrayLength());
                    Assert.Equal(forkIsThere ? 1 : 0, (await caller.GetAsync($"/v1/prompts/{source}")).Expect(200)["counts.forks"].GetInt64());
                    Assert.Equal(ids.Length, (await caller.GetAsync($"/v1/search?tag={word}")).Expect(200)["total"].GetInt64());
                    Assert.Equal(ids.Length, (await caller.GetAsync($"/v1/search?tag={word}")).Expect(200)["facets.tag"].EnumerateArray().Single(v => v.Text("value") == word).Number("count"));
                });
                Assert.Equal(forkIsThere ? 1 : 0, (await caller.GetAsync($"/v1/users/{forker.Handle}")).Expect(200)["counts.prompts"].GetInt64());
            }

            foreach (var caller in (ApiCaller[])[Server.Nobody, owner])
            {
                Assert.Equal(forkIsThere ? [fork] : [], (await caller.GetAsync($"/v1/users/{forker.Handle}/prompts")).Expect(200).Json.ItemIds());
            }
        }

        await ExpectAsync(true);
        await moderated.DecideAsync(fork, "hide", "Copied.");
        await ExpectAsync(false);
        await moderated.DecideAsync(fork, "restore");
        await ExpectAsync(true);
        Assert.Equal(1, (await forker.ReadAsync(fork)).Number("counts.likes"));
    }

    [Fact]
    public async Task Its_watchers_are_told_that_it_is_gone_and_boards_drop_it()
    {
        var owner = await Server.SignUpAsync();
        var word = Names.Word();
        var id = (await owner.PublishAsync(tags: [word])).Id();
        await owner.LikeAsync(id);
        using var counters = await Server.Nobody.OpenStreamAsync($"/v1/prompts/{id}/stream");
        Assert.Equal("counters", (await counters.NextAsync()).Name);
        await Eventually.HoldsAsync(async () => Assert.Equal([id], (await Server.Nobody.GetAsync($"/v1/trending?scope=tag:{word}")).Expect(200).Json.ItemIds()));
        using var board = await Server.Nobody.OpenStreamAsync($"/v1/trending/stream?scope=tag:{word}");
        await board.UntilAsync(e => e.Name == "snapshot");
        await moderated.DecideAsync(id, "hide", "x");
        await counters.UntilAsync(e => e.Name == "gone");
        await board.UntilAsync(e => e.Name == "board" && e.Data.Contains(id, StringComparison.Ordinal));
        using var mine = await owner.OpenStreamAsync($"/v1/prompts/{id}/stream");
        Assert.Equal("counters", (await mine.NextAsync()).Name);
    }

    [Fact]
    public async Task It_cannot_be_liked_saved_or_forked_by_others_and_old_likes_lists_leave_it_out()
    {
        var (owner, stranger) = (await Server.SignUpAsync(), await Server.SignUpAsync());
        var id = (await owner.PublishAsync()).Id();
        await stranger.LikeAsync(id);
        await stranger.SaveAsync(id);
        await moderated.DecideAsync(id, "hide", "x");
        (await stranger.PutAsync($"/v1/prompts/{id}/like")).ExpectProblem(404, "not-found");
        (await stranger.DeleteAsync($"/v1/prompts/{id}/save")).ExpectProblem(404, "not-found");
        Assert.Empty((await stranger.GetAsync("/v1/me/likes")).Expect(200).Json.ItemIds());
        Assert.Empty((await stranger.GetAsync("/v1/me/saves")).Expect(200).Json.ItemIds());
        await moderated.DecideAsync(id, "restore");
        Assert.Equal([id], (await stranger.GetAsync("/v1/me/saves")).Expect(200).Json.ItemIds());
    }
}
