using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class SessionListTests(ApiServer server)
{
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private async Task<ApiCaller> SignInAsync(string login, string userAgent) =>
        new(server, (await server.Nobody.PostAsync("/v1/auth/login", new { login, password = ApiCaller.Password }, ("User-Agent", userAgent))).Expect(200).Json);

    [Fact]
    public async Task One_sees_where_one_is_signed_in_newest_first()
    {
        var user = await server.SignUpAsync();
        var firefox = await SignInAsync(user.Handle, Firefox);
        await SignInAsync(user.Handle, "curl/8.1");
        var items = (await firefox.GetAsync("/v1/me/sessions")).Expect(200)["items"].EnumerateArray().ToList();
        Assert.Equal(["curl", "Firefox on Linux", null], items.Select(i => i.At("device").GetString()));
        Assert.Equal([false, true, false], items.Select(i => i.At("current").GetBoolean()));
        Assert.All(items, i => Assert.Equal(["createdAt", "current", "device", "id", "lastUsed"], i.MemberNames()));

        var walked = await firefox.WalkAsync("/v1/me/sessions", 1);
        Assert.Equal(items.Select(i => i.Id()), walked.Select(i => i.Id()));
        (await firefox.GetAsync("/v1/me/sessions?limit=0")).ExpectInvalid("limit");
        (await firefox.GetAsync("/v1/me/sessions?cursor=x")).ExpectInvalid("cursor");
    }

    [Fact]
    public async Task One_session_or_all_others_can_be_ended_and_are_dead_at_once()
    {
        var user = await server.SignUpAsync();
        var (second, third, fourth) = (await SignInAsync(user.Handle, Firefox), await SignInAsync(user.Handle, "curl/8.1"), await SignInAsync(user.Handle, "wget"));
        foreach (var caller in (ApiCaller[])[second, third, fourth]) (await caller.GetAsync("/v1/me")).Expect(200);
        var curl = (await user.GetAsync("/v1/me/sessions")).Expect(200)["items"].EnumerateArray().Single(i => i.At("device").GetString() == "curl").Id();

        (await user.DeleteAsync($"/v1/me/sessions/{curl}")).Expect(204);
        (await third.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        (await user.DeleteAsync($"/v1/me/sessions/{curl}")).ExpectProblem(404, "not-found");
        (await second.GetAsync("/v1/me")).Expect(200);

        (await user.DeleteAsync("/v1/me/sessions")).Expect(204);
        foreach (var caller in (ApiCaller[])[second, fourth]) (await caller.GetAsync("/v1/me")).ExpectProblem(401, "unauthenticated");
        Assert.Single((await user.GetAsync("/v1/me/sessions")).Expect(200)["items"].EnumerateArray());
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_somebody_else()
    {
        var (user, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var session = (await user.GetAsync("/v1/me/sessions")).Expect(200)["items"][0].Id();
        (await other.DeleteAsync($"/v1/me/sessions/{session}")).ExpectProblem(404, "not-found");
        (await user.GetAsync("/v1/me")).Expect(200);
    }
}
