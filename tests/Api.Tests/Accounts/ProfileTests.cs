using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Accounts;

[Collection(Collections.Accounts)]
public sealed class ProfileTests(ApiServer server)
{
    [Fact]
    public async Task A_profile_has_what_everyone_may_see_and_not_the_email()
    {
        var user = await server.SignUpAsync();
        var answer = (await server.Nobody.GetAsync($"/v1/users/{user.Handle}")).Expect(200);
        foreach (var member in (string[])["id", "handle", "displayName", "bio", "avatarUrl", "createdAt", "counts"]) Assert.True(answer.Json.TryGetProperty(member, out _), $"{answer} has no {member}");
        Assert.Equal(["followers", "following", "likesReceived", "prompts"], answer["counts"].MemberNames());
        Assert.DoesNotContain("@example.com", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("Z", answer["createdAt"].GetString());
    }

    [Theory]
    [InlineData("nobody-has-this-handle")]
    [InlineData("UPPER")]
    [InlineData("x")]
    [InlineData("with%20space")]
    [InlineData("%F0%9F%A6%86")]
    public async Task An_unknown_handle_answers_404_on_every_address_below_it(string handle)
    {
        (await server.Nobody.GetAsync($"/v1/users/{handle}")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync($"/v1/users/{handle}/prompts")).ExpectProblem(404, "not-found");
        (await server.Nobody.GetAsync($"/v1/users/{handle}/prompts/any")).ExpectProblem(404, "not-found");
    }

    [Fact]
    public async Task An_edit_changes_the_given_fields_only_and_null_clears()
    {
        var user = await server.SignUpAsync();
        var first = (await user.PatchAsync("/v1/me", new { bio = "I write.", avatarUrl = "https://example.com/a.png", links = (string[])["https://example.com/"] })).Expect(200);
        Assert.Equal("I write.", first["bio"].GetString());
        Assert.Equal(user.Handle, first["displayName"].GetString());

        var second = (await user.PatchAsync("/v1/me", new { displayName = "Ada", avatarUrl = (string?)null })).Expect(200);
        Assert.Equal("Ada", second["displayName"].GetString());
        Assert.Equal("I write.", second["bio"].GetString());
        Assert.Equal(JsonValueKind.Null, second["avatarUrl"].ValueKind);
        Assert.Equal(["https://example.com/"], second["links"].Strings());
        Assert.Equal(second.Text, (await user.GetAsync("/v1/me")).Text);

        var third = (await user.PatchAsync("/v1/me", new { links = (string[]?)null })).Expect(200);
        Assert.Equal(0, third["links"].GetArrayLength());
    }

    [Fact]
    public async Task A_new_display_name_is_seen_on_the_owners_prompts()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        (await user.PatchAsync("/v1/me", new { displayName = "Grace" })).Expect(200);
        await Eventually.HoldsAsync(async () => Assert.Equal("Grace", (await server.Nobody.ReadAsync(id)).Text("owner.displayName")));
    }

    [Theory]
    [InlineData("displayName", "\"\"")]
    [InlineData("displayName", "null")]
    [InlineData("displayName", "\"two\\nlines\"")]
    [InlineData("avatarUrl", "\"javascript:alert(1)\"")]
    [InlineData("avatarUrl", "\"http://user:pass@example.com/\"")]
    [InlineData("avatarUrl", "\"/relative\"")]
    [InlineData("links[0]", "[null]", "links")]
    [InlineData("links[0]", "[\"data:text/html,x\"]", "links")]
    public async Task A_field_outside_the_rules_is_refused_and_nothing_changes(string named, string json, string? field = null)
    {
        var user = await server.SignUpAsync();
        var before = (await user.GetAsync("/v1/me")).Text;
        (await user.PatchAsync("/v1/me", $$"""{"bio":"changed","{{field ?? named}}":{{json}}}""")).ExpectInvalid(named);
        Assert.Equal(before, (await user.GetAsync("/v1/me")).Text);
    }

    [Fact]
    public async Task Counts_follow_what_a_user_publishes_and_receives()
    {
        var author = await server.SignUpAsync();
        var reader = await server.SignUpAsync();
        var first = (await author.PublishAsync()).Id();
        var second = (await author.PublishAsync()).Id();
        await author.PublishAsync(visibility: "private");
        await author.PublishAsync(visibility: "unlisted");
        await reader.LikeAsync(first);
        await reader.LikeAsync(second);
        await author.LikeAsync(second);
        async Task ExpectAsync(long prompts, long likes) => await Eventually.HoldsAsync(async () =>
        {
            var profile = (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200);
            Assert.Equal((prompts, likes), (profile["counts.prompts"].GetInt64(), profile["counts.likesReceived"].GetInt64()));
        });

        await ExpectAsync(2, 3);
        await reader.UnlikeAsync(second);
        await ExpectAsync(2, 2);
        await author.EditAsync(second, new { visibility = "private" });
        await Eventually.HoldsAsync(async () => Assert.Equal(1, (await server.Nobody.GetAsync($"/v1/users/{author.Handle}")).Expect(200)["counts.prompts"].GetInt64()));
    }

    [Fact]
    public async Task The_owner_sees_all_prompts_in_the_profile_and_others_the_public_ones()
    {
        var owner = await server.SignUpAsync();
        var shown = (await owner.PublishAsync()).Id();
        var unlisted = (await owner.PublishAsync(visibility: "unlisted")).Id();
        var hidden = (await owner.PublishAsync(visibility: "private")).Id();
        var path = $"/v1/users/{owner.Handle}/prompts";
        Assert.Equal([hidden, unlisted, shown], (await owner.GetAsync(path)).Expect(200).Json.ItemIds());
        Assert.Equal([shown], (await server.Nobody.GetAsync(path)).Expect(200).Json.ItemIds());
        Assert.Equal([shown], (await (await server.SignUpAsync()).GetAsync(path)).Expect(200).Json.ItemIds());
    }
}
