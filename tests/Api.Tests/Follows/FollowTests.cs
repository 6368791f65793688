using Microsoft.Extensions.DependencyInjection;
using PromptGrid.Api.Tests.Support;
using PromptGrid.Grains.Interfaces.Accounts;
using PromptGrid.Projections.Follows;

namespace PromptGrid.Api.Tests.Follows;

[Collection(Collections.Social)]
public sealed class FollowTests(ApiServer server)
{
    private async Task<(long Followers, long Following)> CountsAsync(ApiCaller user)
    {
        var counts = (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).Expect(200)["counts"];
        return (counts.Number("followers"), counts.Number("following"));
    }

    [Fact]
    public async Task Following_answers_the_committed_count_and_repeating_changes_nothing()
    {
        var (author, fan, other) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var _ in (int[])[1, 2])
        {
            var answer = (await fan.PutAsync($"/v1/users/{author.Handle}/follow")).Expect(200);
            Assert.Equal(["followers", "following"], answer.Json.MemberNames());
            Assert.Equal((true, 1L), (answer["following"].GetBoolean(), answer["followers"].GetInt64()));
        }

        Assert.Equal(2, await other.FollowAsync(author));
        Assert.Equal((2, 0), await CountsAsync(author));
        Assert.Equal((0, 1), await CountsAsync(fan));
        Assert.True((await fan.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["viewer.following"].GetBoolean());
        Assert.False((await author.GetAsync($"/v1/users/{fan.Handle}")).Expect(200)["viewer.following"].GetBoolean());
        Assert.DoesNotContain("viewer", (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200).Json.MemberNames());

        foreach (var _ in (int[])[1, 2])
        {
            var answer = (await fan.DeleteAsync($"/v1/users/{author.Handle}/follow")).Expect(200);
            Assert.Equal((false, 1L), (answer["following"].GetBoolean(), answer["followers"].GetInt64()));
        }

        Assert.Equal((1, 0), await CountsAsync(author));
        Assert.Equal((0, 0), await CountsAsync(fan));
    }

    [Fact]
    public async Task Nobody_follows_themselves_or_what_is_not_there()
    {
        var user = await server.SignUpAsync();
        (await user.PutAsync($"/v1/users/{user.Handle}/follow")).ExpectProblem(400, "validation");
        foreach (var path in (string[])["/v1/users/no-such-user/follow", "/v1/users/No%20User/follow", "/v1/tags/%20%23/follow", "/v1/tags/" + new string('x', 51) + "/follow"])
        {
            (await user.PutAsync(path)).ExpectProblem(404, "not-found");
            (await user.DeleteAsync(path)).ExpectProblem(404, "not-found");
            (await server.Nobody.PutAsync(path)).ExpectProblem(401, "unauthenticated");
        }

        Assert.Equal((0, 0), await CountsAsync(user));
    }

    [Fact]
    public async Task The_same_follow_many_times_at_once_counts_once_whichever_way_it_ends()
    {
        var author = await server.SignUpAsync();
        var fans = await server.SignUpManyAsync(12);
        await Task.WhenAll(fans.SelectMany(f => Enumerable.Range(0, 6).Select(_ => f.FollowAsync(author))));
        Assert.Equal((12, 0), await CountsAsync(author));
        await Task.WhenAll(fans.Take(5).SelectMany(f => Enumerable.Range(0, 6).Select(_ => f.DeleteAsync($"/v1/users/{author.Handle}/follow"))));
        Assert.Equal((7, 0), await CountsAsync(author));
        foreach (var fan in fans.Take(5)) Assert.Equal((0, 0), await CountsAsync(fan));
        foreach (var fan in fans.Skip(5)) Assert.Equal((0, 1), await CountsAsync(fan));
        Assert.Equal(fans.Skip(5).Select(f => f.Handle).Order(), (await author.WalkAsync($"/v1/users/{author.Handle}/followers", 3)).Select(u => u.Text("handle")).Order());
    }

    [Fact]
    public async Task Followers_and_followed_are_listed_latest_first_with_what_the_reader_does()
    {
        var users = await server.SignUpManyAsync(5);
        foreach (var followed in users[1..]) await users[0].FollowAsync(followed);
        foreach (var fan in users[2..]) await fan.FollowAsync(users[1]);
        var following = await users[0].WalkAsync($"/v1/users/{users[0].Handle}/following", 3);
        Assert.Equal(users[1..].Reverse().Select(u => u.Handle), following.Select(u => u.Text("handle")));
        Assert.All(following, u => Assert.True(u.At("viewer.following").GetBoolean()));
        var followers = await server.Nobody.WalkAsync($"/v1/users/{users[1].Handle}/followers", 2);
        Assert.Equal(new[] { users[4], users[3], users[2], users[0] }.Select(u => u.Handle), followers.Select(u => u.Text("handle")));
        (await server.Nobody.GetAsync("/v1/users/no-such-user/followers")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync("/v1/users/no-such-user/following")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync($"/v1/users/{users[1].Handle}/followers?limit=0")).ExpectProblem(400, "validation");
    }

    [Fact]
    public async Task Tags_are_followed_in_their_one_spelling()
    {
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var word = Names.Word();
        Assert.Equal(1, (await user.PutAsync($"/v1/tags/%23{word.ToUpperInvariant()}%20Food/follow")).Expect(200)["followers"].GetInt64());
        Assert.Equal(1, (await user.PutAsync($"/v1/tags/{word}-food/follow")).Expect(200)["followers"].GetInt64());
        Assert.Equal(2, (await other.PutAsync($"/v1/tags/{word}_food/follow")).Expect(200)["followers"].GetInt64());
        await user.PutAsync($"/v1/tags/{word}/follow");
        var tags = await user.WalkAsync("/v1/me/following/tags", 1);
        Assert.Equal([(word, 1L), ($"{word}-food", 2L)], tags.Select(t => (t.Text("tag"), t.Number("followers"))));
        Assert.Equal(["followedAt", "followers", "tag"], tags[0].MemberNames());
        var left = (await user.DeleteAsync($"/v1/tags/{word}-food/follow")).Expect(200);
        Assert.Equal((false, 1L), (left["following"].GetBoolean(), left["followers"].GetInt64()));
        Assert.Equal([word], (await user.WalkAsync("/v1/me/following/tags", 10)).Select(t => t.Text("tag")));
        (await server.Nobody.GetAsync("/v1/me/following/tags")).ExpectProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task Profile_counts_are_exact()
    {
        var (author, fan) = (await server.SignUpAsync(), await server.SignUpAsync());
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add((await author.PublishAsync()).Id());
        await author.PublishAsync(visibility: "private");
        await author.PublishAsync(visibility: "unlisted");
        await fan.FollowAsync(author);
        foreach (var id in ids) await fan.LikeAsync(id);
        await fan.UnlikeAsync(ids[0]);
        await author.EditAsync(ids[1], new { visibility = "private" });
        await author.RemoveAsync(ids[2]);
        await Eventually.HoldsAsync(async () =>
        {
            var counts = (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts"];
            Assert.Equal((2, 1, 0, 3), (counts.Number("prompts"), counts.Number("followers"), counts.Number("following"), counts.Number("likesReceived")));
        });
    }

    [Fact]
    public async Task Erasing_a_user_removes_follows_both_ways()
    {
        var users = await server.SignUpManyAsync(3);
        var tag = Names.Word();
        await users[0].FollowAsync(users[1]);
        await users[2].FollowAsync(users[0]);
        await users[2].FollowAsync(users[1]);
        await users[0].PutAsync($"/v1/tags/{tag}/follow");
        for (var i = 0; i < 2; i++) await server.Services.GetServices<IPersonalData>().OfType<FollowData>().Single().EraseAsync(users[0].UserId, default);
        Assert.Equal((0, 0), await CountsAsync(users[0]));
        Assert.Equal((1, 0), await CountsAsync(users[1]));
        Assert.Equal((0, 1), await CountsAsync(users[2]));
        Assert.Empty((await users[0].GetAsync("/v1/me/following/tags")).Expect(200)["items"].EnumerateArray());
        Assert.Equal(1, (await users[2].PutAsync($"/v1/tags/{tag}/follow")).Expect(200)["followers"].GetInt64());
    }
}
