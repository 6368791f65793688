using PromptGrid.Api.Tests.Support;

namespace PromptGrid.Api.Tests.Hostile;

/// <summary>Ids and query parameters nobody should send.</summary>
[Collection(Collections.Hostile)]
public sealed class HostileAddressTests(ApiServer server)
{
    private static readonly (string Method, string Path)[] PromptAddresses =
    [
        ("GET", ""), ("GET", "/raw"), ("GET", "/versions"), ("GET", "/versions/1"), ("GET", "/forks"), ("GET", "/lineage"), ("GET", "/related"), ("GET", "/stream"),
        ("PATCH", ""), ("DELETE", ""), ("PUT", "/like"), ("DELETE", "/like"), ("PUT", "/save"), ("DELETE", "/save"), ("POST", "/forks"), ("POST", "/copies"),
    ];

    [Fact]
    public async Task Whatever_is_no_id_of_a_prompt_is_404_on_every_address()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        string[] ids =
        [
            "prm_00000000000000000000000000", id.ToUpperInvariant(), "PRM" + id[3..], id[..^1], id + "0", id[..^1] + "i", id[..^1] + "I", id[..^1] + "%20", "usr" + id[3..], user.UserId,
            id[4..], "prm-" + id[4..], "prm_" + "8" + id[5..], id + "@1", "0", "-1", "null", "undefined", "%F0%9F%A6%86", "%FF", "%27%20OR%201=1", new string('x', 5_000), id + "%0A", "%0A" + id, id + "%E2%80%8B", "__proto__",
        ];
        foreach (var hostile in ids)
        {
            foreach (var (method, path) in PromptAddresses)
            {
                var content = method == "PATCH" ? ApiCaller.JsonOf("{\"title\":\"hostile\"}") : null;
                (await user.SendAsync(method, $"/v1/prompts/{hostile}{path}", content, ("If-Match", "*"))).ExpectProblem(404, "not-found");
            }

            (await user.GetAsync($"/v1/jobs/{hostile}")).ExpectProblem(404, "not-found");
            (await user.GetAsync($"/v1/users/{hostile}")).ExpectProblem(404, "not-found");
            (await user.GetAsync($"/v1/users/{user.Handle}/prompts/{hostile}")).ExpectProblem(404, "not-found");
            (await user.GetAsync($"/v1/schemas/{hostile}")).ExpectProblem(404, "not-found");
        }

        Assert.Equal(0, (await user.ReadAsync(id)).Number("counts.likes"));
        server.ExpectNoBugs();
    }

    [Theory]
    [InlineData("/v1/search", "q,type,tag,model,author,category,license,sort,limit,cursor")]
    [InlineData("/v1/prompts", "type,tag,model,author,category,license,sort,limit,cursor")]
    [InlineData("/v1/search/suggest", "q")]
    [InlineData("/v1/tags", "sort,limit,cursor")]
    [InlineData("/v1/categories", "sort,limit,cursor")]
    [InlineData("/v1/models", "sort,limit,cursor")]
    [InlineData("/v1/trending", "window,scope,limit")]
    [InlineData("/v1/trending/stream", "window,scope")]
    public async Task A_query_parameter_with_what_no_text_may_hold_is_refused_by_name(string path, string parameters)
    {
        foreach (var name in parameters.Split(','))
        {
            foreach (var value in (string[])["%00", "a%00b", "%07", "a%0Ab", "x%E2%80%A8x", new string('x', 3_000)])
            {
                (await server.Nobody.GetAsync($"{path}?{name}={value}")).ExpectInvalid(name);
            }
        }

        server.ExpectNoBugs();
    }

    [Theory]
    [InlineData("/v1/search", "q,sort,limit,cursor")]
    [InlineData("/v1/prompts", "sort,limit,cursor")]
    [InlineData("/v1/search/suggest", "q")]
    [InlineData("/v1/tags", "sort,limit,cursor")]
    [InlineData("/v1/trending", "window,scope,limit")]
    [InlineData("/v1/trending/stream", "window,scope")]
    public async Task A_query_parameter_given_twice_is_refused_by_name(string path, string parameters)
    {
        foreach (var name in parameters.Split(','))
        {
            (await server.Nobody.GetAsync($"{path}?{name}=1&{name}=1")).ExpectInvalid(name);
            (await server.Nobody.GetAsync($"{path}?{name}=1&{name.ToUpperInvariant()}=2")).ExpectInvalid(name);
        }
    }

    [Fact]
    public async Task Queries_full_of_odd_bytes_are_answered_or_refused_and_never_fail()
    {
        string[] values = ["%FF", "%C3%28", "%ED%A0%80", "%F0%9F%A6%86", "+", "%", "%zz", "%2", "&&&", "=", "a=b=c", "%25%30%30", "\"", "'", "<script>", "\\", "{}", "[]", "%EF%BB%BF", "%E2%80%AE", "%CC%81", ",,,", "__proto__"];
        string[] paths = ["/v1/search?q=", "/v1/search?tag=", "/v1/prompts?author=", "/v1/prompts?category=", "/v1/search/suggest?q=", "/v1/trending?scope=tag:", "/v1/trending?scope=category:", "/v1/stats?", "/v1/prompts?unknown="];
        foreach (var path in paths)
        {
            foreach (var value in values)
            {
                var answer = await server.Nobody.GetAsync(path + value);
                if (answer.Status != 200) answer.ExpectProblem(400, "validation");
            }
        }

        (await server.Nobody.GetAsync("/v1/search?" + string.Join('&', Enumerable.Range(0, 900).Select(i => $"p{i}=1")))).Expect(200);
        (await server.Nobody.GetAsync("/v1/search?" + string.Join('&', Enumerable.Range(0, 21).Select(i => $"tag=t{i}")))).ExpectInvalid("tag");
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Boards_of_invented_scopes_cost_a_lookup_and_nothing_else()
    {
        for (var i = 0; i < 200; i++) Assert.Empty((await server.Nobody.GetAsync($"/v1/trending?scope=tag:invented-{i}")).Expect(200).Json.ItemIds());
        server.ExpectNoBugs();
    }

    [Fact]
    public async Task Odd_headers_are_ignored_or_refused_and_never_fail()
    {
        var user = await server.SignUpAsync();
        var id = (await user.PublishAsync()).Id();
        string[] values = ["ü", "🦆", "\"", "\"\"", ",", ",,,", "*,*", "W/", "W/\"\"", "\t", " ", "-1", "99999999999999999999", new string('x', 8_000), "\"1.", "\".\""];
        string[] names = ["If-None-Match", "Accept", "Accept-Encoding", "Accept-Language", "Origin", "Last-Event-ID", "X-Request-Id", "X-Forwarded-For", "X-Forwarded-Proto", "Cookie", "Range", "If-Modified-Since", "traceparent", "Referer", "User-Agent"];
        foreach (var name in names)
        {
            foreach (var value in values)
            {
                var answer = await user.GetAsync($"/v1/prompts/{id}", (name, value));
                Assert.True(answer.Status == 200 || (name == "If-None-Match" && answer.Status == 304) || (answer.Status == 400 && answer.Body.Length == 0), $"{name}: {value}: {answer}");
            }
        }

        foreach (var value in values.Where(v => v.Trim().Length > 0))
        {
            var answer = await user.PatchAsync($"/v1/prompts/{id}", new { title = "Hostile" }, ("If-Match", value));
            Assert.True(answer.Status is 412 or 428, $"If-Match: {value}: {answer}");
            answer.ExpectProblem();
        }

        Assert.NotEqual("Hostile", (await user.ReadAsync(id)).Text("title"));
        server.ExpectNoBugs();
    }
}
