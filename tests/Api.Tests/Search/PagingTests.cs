using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Search;

[Collection(Collections.Discovery)]
public sealed class PagingTests(ApiServer server)
{
    private async Task<(ApiCaller User, string Word, List<string> Ids)> PublishManyAsync(int count)
    {
        var user = await server.SignUpAsync();
        var word = Names.Word();
        var ids = new List<string>();
        for (var i = 0; i < count; i++) ids.Add((await user.PublishAsync($"{word} {i}", tags: [$"{word}-{i % 3}", word, "all"])).Id());
        await Eventually.HoldsAsync(async () => Assert.Equal(count, (await server.Nobody.SearchAsync(word)).Length));
        return (user, word, ids);
    }

    [Theory]
    [InlineData("/v1/search?q={word}&sort=recent")]
    [InlineData("/v1/search?q={word}&sort=relevance")]
    [InlineData("/v1/search?q={word}&sort=liked")]
    [InlineData("/v1/search?q={word}&sort=trending")]
    [InlineData("/v1/prompts?author={handle}")]
    [InlineData("/v1/prompts?author={handle}&sort=liked")]
    [InlineData("/v1/prompts?author={handle}&sort=trending")]
    [InlineData("/v1/prompts?author={handle}&type=text&license=MIT,CC0-1.0&tag={word},all")]
    [InlineData("/v1/users/{handle}/prompts")]
    public async Task Walking_a_list_while_others_publish_repeats_and_hides_nothing(string template)
    {
        var (user, word, ids) = await PublishManyAsync(11);
        if (template.Contains("license", StringComparison.Ordinal))
        {
            foreach (var id in ids) await user.EditAsync(id, new { license = "MIT" });
            await Eventually.HoldsAsync(async () => Assert.Equal(11, (await server.Nobody.GetAsync($"/v1/prompts?limit=100&license=MIT&author={user.Handle}")).Expect(200).Json.ItemIds().Length));
        }

        var path = template.Replace("{word}", word, StringComparison.Ordinal).Replace("{handle}", user.Handle, StringComparison.Ordinal);
        var walked = (await server.Nobody.WalkAsync(path, 3, async page => await user.PublishAsync($"{word} later {page}"))).Select(i => i.TryGetProperty("prompt", out var p) ? p.Id() : i.Id()).ToList();
        Assert.Equal(walked.Distinct().Count(), walked.Count);
        Assert.Empty(ids.Except(walked));
    }

    [Fact]
    public async Task Walking_values_by_ones_meets_each_value_once()
    {
        var (_, word, _) = await PublishManyAsync(6);
        var values = (await server.Nobody.WalkAsync("/v1/tags", 1)).Select(v => v.Text("value")).ToList();
        Assert.Equal(values.Distinct().Count(), values.Count);
        for (var i = 0; i < 3; i++) Assert.Contains($"{word}-{i}", values);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_list_and_filters()
    {
        var (user, word, _) = await PublishManyAsync(4);
        foreach (var id in (await user.SearchAsync(word))[..3]) await user.LikeAsync(id);
        string[] lists = [$"/v1/search?q={word}", $"/v1/search?q={word}&sort=recent", $"/v1/prompts?author={user.Handle}", $"/v1/prompts?author={user.Handle}&sort=liked", "/v1/tags?", $"/v1/users/{user.Handle}/prompts?", "/v1/me/likes?"];
        var cursors = new List<string>();
        foreach (var list in lists)
        {
            var cursor = (await user.GetAsync($"{list}&limit=1".Replace("?&", "?", StringComparison.Ordinal))).Expect(200)["nextCursor"].GetString();
            Assert.NotNull(cursor);
            cursors.Add(cursor);
        }

        for (var i = 0; i < lists.Length; i++)
        {
            for (var j = 0; j < lists.Length; j++)
            {
                var answer = await user.GetAsync($"{lists[i]}&limit=1&cursor={cursors[j]}".Replace("?&", "?", StringComparison.Ordinal));
                if (i == j) answer.Expect(200);
                else answer.ExpectInvalid("cursor");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    [InlineData("%00")]
    [InlineData("../../etc/passwd")]
    public async Task A_forged_cursor_is_refused_by_every_list(string cursor)
    {
        var (user, word, ids) = await PublishManyAsync(2);
        var real = (await user.GetAsync($"/v1/search?q={word}&limit=1")).Expect(200)["nextCursor"].GetString()!;
        string[] lists = [$"/v1/search?q={word}", "/v1/prompts?", "/v1/tags?", "/v1/categories?", "/v1/models?", $"/v1/users/{user.Handle}/prompts?", "/v1/me/likes?", "/v1/me/saves?", $"/v1/prompts/{ids[0]}/forks?", $"/v1/prompts/{ids[0]}/versions?"];
        foreach (var list in lists)
        {
            foreach (var forged in (string[])[cursor, real[..^3], "A" + real, new string('A', 5_000)])
            {
                (await user.GetAsync($"{list}&cursor={Uri.EscapeDataString(forged)}".Replace("?&", "?", StringComparison.Ordinal))).ExpectInvalid("cursor");
            }
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("101")]
    [InlineData("99999999999999999999")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("%201")]
    [InlineData("0x10")]
    [InlineData("１")]
    [InlineData("5&limit=5")]
    public async Task A_limit_outside_1_to_100_is_refused_by_every_list(string limit)
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        string[] lists =
        [
            "/v1/search", "/v1/prompts", "/v1/tags", "/v1/categories", "/v1/models", "/v1/trending", $"/v1/users/{user.Handle}/prompts", "/v1/me/likes", "/v1/me/saves",
            $"/v1/prompts/{id}/forks", $"/v1/prompts/{id}/versions", $"/v1/prompts/{id}/related",
        ];
        foreach (var list in lists) (await user.GetAsync($"{list}?limit={limit}")).ExpectInvalid("limit");
    }
}
